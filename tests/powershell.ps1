# The command that starts another process of this same PowerShell, as the program and its first arguments. As a .NET tool PowerShell is no program:
# the process is dotnet, which takes pwsh.dll as its argument.
function Get-PowerShellCommand {
    $program = [Environment]::ProcessPath
    if ([IO.Path]::GetFileNameWithoutExtension($program) -eq 'dotnet') {
        $program
        Join-Path $PSHOME 'pwsh.dll'
    }
    else {
        $program
    }
}
