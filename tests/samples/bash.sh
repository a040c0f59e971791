#!/usr/bin/env bash
# Deploys.
source ./lib.sh

# Where to.
readonly TARGET=prod

# Builds it.
build() {
  make all | tee log
}

# Ships it.
function ship {
  scp out "$TARGET"
}
