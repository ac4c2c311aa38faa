#!/bin/bash

# The server's setup.sh runs this file ("bash ../../setup.sh" in the module's folder) and then installs the Python
# packages of requirements*.txt itself.

if [ "$1" != "install" ]; then
    echo "Run the server's setup.sh from this folder instead: bash ../../setup.sh"
    return 1 2>/dev/null || exit 1
fi

moduleInstallErrors=""
@SYSTEM@
