@echo off

rem The server's setup.bat runs this file ("..\..\setup.bat" in the module's folder) and then installs the Python
rem packages of requirements*.txt itself.

if /i "%~1" neq "install" (
    echo Run the server's setup.bat from this folder instead: ..\..\setup.bat
    exit /b 1
)

set moduleInstallErrors=
exit /b 0
