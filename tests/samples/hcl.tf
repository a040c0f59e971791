# The network.
resource "aws_vpc" "main" {
  cidr = cidrsubnet(var.base, 8, 0)
}
