-module(pool).
-export([close/1]).

%% A pool.
-record(pool, {size}).

%% Closes it.
-spec close(pid()) -> ok.
close(nil) -> ok;
close(P) -> store:shut(P).
