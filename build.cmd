@echo off
rem Runs a task of build.ps1 in the PowerShell that .config\dotnet-tools.json names, or in another one:
rem   build <task> [--pwsh <path>]
setlocal
cd /d "%~dp0"
set DOTNET_CLI_TELEMETRY_OPTOUT=1
set DOTNET_NOLOGO=1
set POWERSHELL_TELEMETRY_OPTOUT=1

dotnet --version >nul 2>&1
if errorlevel 1 (
    echo A .NET SDK that satisfies global.json is required; this machine has: 1>&2
    dotnet --list-sdks 1>&2
    echo Install it from https://dotnet.microsoft.com/download, then run this command again. 1>&2
    exit /b 1
)

if "%~2"=="--pwsh" (
    "%~3" -NoProfile -File build.ps1 %1
    exit /b
)

dotnet pwsh --version >nul 2>&1
if errorlevel 1 (
    echo Restoring PowerShell, 200 MB, about half a minute the first time ...
    dotnet tool restore || exit /b 1
)

dotnet pwsh -NoProfile -File build.ps1 %*
exit /b
