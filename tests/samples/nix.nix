{ pkgs, ... }:
{
  # What it is called.
  name = "pool";
}
