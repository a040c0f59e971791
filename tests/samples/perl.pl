package Data::Pool;
use strict;
use List::Util qw(sum);

# Closes it.
sub close_pool {
    my ($self) = @_;
    return $self->shut(sum(1, 2));
}
1;
