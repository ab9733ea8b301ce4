# How build, tests and demo start other processes: this same PowerShell, and the emulator.

# The program that starts another process of this PowerShell, and its first arguments. Installed as a .NET tool, PowerShell has no program of its
# own: dotnet runs pwsh.dll.
function Get-PowerShellCommand {
    $program = [Environment]::ProcessPath
    $program
    if ([IO.Path]::GetFileNameWithoutExtension($program) -eq 'dotnet') {
        Join-Path $PSHOME 'pwsh.dll'
    }
}

# Starts the emulator that was built last and waits until it listens. Returns its ready line as an object, with the line itself (ReadyLine) and the
# process (Process).
function Start-Emulator([string[]] $Arguments) {
    $dll = Get-ChildItem (Join-Path $PSScriptRoot '../src/AksExtensions.Emulator/bin/*/*/AksExtensions.Emulator.dll') |
        Sort-Object LastWriteTime | Select-Object -Last 1
    if (-not $dll) {
        throw 'The emulator is not built. Build the solution first.'
    }

    # This process keeps the emulator's standard input open, so that the emulator ends when this process ends, even when it is killed.
    $start = [System.Diagnostics.ProcessStartInfo]::new('dotnet', [string[]](@($dll.FullName, '--port', '0', '--stop-with-stdin') + $Arguments))
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
    $process = [System.Diagnostics.Process]::Start($start)
    $line = $process.StandardOutput.ReadLineAsync()
    if (-not $line.Wait([timespan]::FromSeconds(30)) -or -not $line.Result) {
        $process.Kill()
        throw 'The emulator did not start.'
    }

    $line.Result | ConvertFrom-Json | Add-Member -PassThru -NotePropertyMembers @{ ReadyLine = $line.Result; Process = $process }
}

# Closes the emulator's standard input and waits until it has removed its files.
function Stop-Emulator($Emulator) {
    $Emulator.Process.StandardInput.Close()
    if (-not $Emulator.Process.WaitForExit(5000)) {
        $Emulator.Process.Kill()
    }

    $Emulator.Process.Dispose()
}

# Connects this session to an emulator.
function Connect-Emulator($Emulator) {
    $token = ConvertTo-SecureString $Emulator.accessToken -AsPlainText
    Connect-AksExtension -Endpoint $Emulator.endpoint -AccessToken $token -CertificateAuthority $Emulator.certificate -SubscriptionId $Emulator.subscriptionId
}

# Sends one of an emulator's control requests; its README lists them.
function Send-Control($Emulator, [string] $Method, [string] $Path, $Body) {
    $null = Invoke-RestMethod "$($Emulator.endpoint)/_emulator/$Path" -Method $Method -Body (ConvertTo-Json $Body -Depth 20) -ContentType application/json `
        -Headers @{ Authorization = "Bearer $($Emulator.accessToken)" } -SkipCertificateCheck
}
