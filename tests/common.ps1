<#
What all test files share: the built module, one emulated Azure for the whole run, and ways to look behind its curtain.

Every file begins with   BeforeAll { . $PSScriptRoot/common.ps1 }   and can be run alone. The first one imports the module from
out/AksExtensions and starts the emulator; the others find both. AKSEXTENSIONS_TEST_EMULATOR, when set, names an emulator that runs already:
the JSON line that it printed when it was ready.
#>
. (Join-Path $PSScriptRoot '../scripts/processes.ps1')
$ModulePath = Join-Path (Split-Path $PSScriptRoot) 'out/AksExtensions/AksExtensions.psd1'
if (-not (Get-Module AksExtensions)) {
    Import-Module $ModulePath -ErrorAction Stop
}

# ---- The emulator ----

function Start-TestEmulator {
    if ($global:AksExtensionsTestEmulator) {
        return
    }

    $emulator = if ($env:AKSEXTENSIONS_TEST_EMULATOR) {
        $env:AKSEXTENSIONS_TEST_EMULATOR | ConvertFrom-Json | Add-Member -PassThru -NotePropertyMembers @{ ReadyLine = $env:AKSEXTENSIONS_TEST_EMULATOR; Process = $null }
    }
    else {
        Start-Emulator '--seed', 'demo', '--operation-seconds', '0'
    }

    $handler = [System.Net.Http.HttpClientHandler]::new()
    # For the control endpoints alone: the module itself is given the emulator's certificate authority, and must verify it.
    $handler.ServerCertificateCustomValidationCallback = [System.Net.Http.HttpClientHandler]::DangerousAcceptAnyServerCertificateValidator
    $client = [System.Net.Http.HttpClient]::new($handler)
    $client.DefaultRequestHeaders.Authorization = [System.Net.Http.Headers.AuthenticationHeaderValue]::new('Bearer', $emulator.accessToken)
    $emulator | Add-Member Client $client
    $global:AksExtensionsTestEmulator = $emulator
}

function Stop-TestEmulator {
    $emulator = $global:AksExtensionsTestEmulator
    $global:AksExtensionsTestEmulator = $null
    if (-not $emulator) {
        return
    }

    $emulator.Client.Dispose()
    if ($emulator.Process) {
        Stop-Emulator $emulator
    }
}

# One request to a control endpoint; a body is given as what ConvertTo-Json makes JSON of.
function Invoke-Emulator([string] $Method, [string] $Path, $Body) {
    $request = [System.Net.Http.HttpRequestMessage]::new([System.Net.Http.HttpMethod]::new($Method), "$($Emulator.endpoint)/_emulator/$Path")
    if ($null -ne $Body) {
        $request.Content = [System.Net.Http.StringContent]::new((ConvertTo-Json -InputObject $Body -Depth 20), [text.encoding]::UTF8, 'application/json')
    }

    $response = $Emulator.Client.SendAsync($request).GetAwaiter().GetResult()
    $text = $response.Content.ReadAsStringAsync().GetAwaiter().GetResult()
    if (-not $response.IsSuccessStatusCode) {
        throw "$Method /_emulator/${Path}: $([int]$response.StatusCode) $text"
    }

    if ($text) {
        $text | ConvertFrom-Json -Depth 20 -DateKind String
    }
}

# Resets the emulator: its state, its faults, its log and its options.
function Reset-Emulator {
    $null = Invoke-Emulator PUT options @{
        operationSeconds = 0; latencyMs = 0; throttle = $false; pageSize = 100; failWith = ''; replaceStatus = 201; deletedOperationSeconds = 60
        emptyListAsNull = $false; emptyFirstPage = $false; deny = @()
    }
    Invoke-Emulator POST reset
}

function Set-EmulatorOption([hashtable] $Options) { $null = Invoke-Emulator PUT options $Options }

# Advances only the emulator's clock, so that operations end without a wait.
function Step-EmulatorClock([double] $Seconds) { $null = Invoke-Emulator POST clock @{ advanceSeconds = $Seconds } }

# A rule of faults. Retries cost time: Retry-After: 0 lets the module try again at once.
function Add-Fault([hashtable] $Rule) {
    $Rule = $Rule.Clone()
    if (-not $Rule.ContainsKey('headers')) {
        $Rule.headers = @{ 'Retry-After' = '0' }
    }

    Invoke-Emulator POST faults $Rule
}

function Add-Cluster([hashtable] $Cluster) { (Invoke-Emulator PUT clusters $Cluster).value }

function Add-StorageAccount([hashtable] $Account) { $null = Invoke-Emulator PUT storageAccounts $Account }

# Adds an extension in any state, without a request of the module.
function Add-Extension([string] $Name, [string] $Cluster = 'demo-aks', [hashtable] $Properties = @{}) {
    $all = @{ extensionType = 'microsoft.flux'; currentVersion = '1.18.2'; provisioningState = 'Succeeded' }
    $Properties.GetEnumerator() | ForEach-Object { $all[$_.Key] = $_.Value }
    Invoke-Emulator POST extensions @{ id = Get-ExtensionId $Name $Cluster; name = $Name; properties = $all }
}

# Puts pods on a cluster: a namespace of tests/AksExtensions.Core.Tests/Pods/states.json, which is dapr-system there.
function Add-Pod([string] $State, [string] $Cluster = 'demo-aks', [string] $Namespace = 'dapr-system') {
    $states = Get-Content $PSScriptRoot/AksExtensions.Core.Tests/Pods/states.json -Raw | ConvertFrom-Json -Depth 40 -DateKind String
    $document = ($states | Where-Object state -eq $State).document
    if (-not $document) { throw "There is no state '$State'." }
    $document = ConvertTo-Json $document -Depth 40 | ForEach-Object Replace '"dapr-system"' "`"$Namespace`"" | ConvertFrom-Json -Depth 40 -DateKind String
    # Every cluster has pods of its own.
    $system = @{ apiVersion = 'v1'; kind = 'Pod'; metadata = @{ name = 'coredns-0'; namespace = 'kube-system' }; status = @{ phase = 'Running' } }
    $null = Invoke-Emulator PUT "pods?id=$([uri]::EscapeDataString((Get-ClusterId $Cluster)))" @($document, $system)
}

# The protected settings that the emulator received, which no answer of Azure contains.
function Get-ReceivedSecret([string] $Name, [string] $Cluster = 'demo-aks') {
    (Invoke-Emulator GET "secrets?id=$([uri]::EscapeDataString((Get-ExtensionId $Name $Cluster)))").configurationProtectedSettings
}

# The requests of the module, oldest first.
function Get-ArmRequest([string] $Method = '*', [string] $Path = '*') {
    (Invoke-Emulator GET requests).value | Where-Object { $_.method -like $Method -and $_.path -like $Path }
}

# The number of requests until the stop. Requests in flight are logged a moment later.
function Get-SettledRequestCount {
    do {
        $count = @(Get-ArmRequest).Count
        $again = 1..5 | ForEach-Object { @(Get-ArmRequest).Count }
    }
    while ($again -ne $count)

    $count
}

function Clear-ArmRequest { Invoke-Emulator DELETE requests }

# 'PUT .../extensions/x' as 'PUT extension'; the shape of a command in one line.
function Get-ArmTrace {
    (Get-ArmRequest | ForEach-Object {
        "$($_.method) " + $(switch -Regex ($_.path) {
            '/operations/[^/]+$' { 'operation'; break }
            '/extensions/[^/]+$' { 'extension'; break }
            '/extensions$' { 'extensions'; break }
            default { 'other' }
        })
    }) -join ', '
}

function Get-ClusterId([string] $Name = 'demo-aks', [string] $Group = 'demo-rg', [string] $Type = 'Microsoft.ContainerService/managedClusters') {
    "/subscriptions/$($Emulator.subscriptionId)/resourceGroups/$Group/providers/$Type/$Name"
}

function Get-ExtensionId([string] $Name, [string] $Cluster = 'demo-aks') {
    "$(Get-ClusterId $Cluster)/providers/Microsoft.KubernetesConfiguration/extensions/$Name"
}

# ---- The module ----

function Get-TestToken { ConvertTo-SecureString $Emulator.accessToken -AsPlainText -Force }

function Connect-TestEmulator { Connect-Emulator $Emulator }

# The terminating error of a command; a command without one is a failed test.
function Get-Failure([scriptblock] $Command) {
    try {
        $null = & $Command
    }
    catch {
        return $_
    }

    throw "There was no terminating error: $Command"
}

# ---- Other PowerShells ----

# Starts a script in another PowerShell that has the module and a connection, without a terminal. Returns its process; close it with Close-Pwsh.
function Start-Pwsh([string] $Script, [hashtable] $Variables = @{}, [switch] $WithoutModule) {
    $all = @{ ModulePath = $ModulePath; Emulator = $Emulator.ReadyLine } + $Variables
    $prelude = '$ErrorActionPreference = "Stop"; $PSStyle.OutputRendering = "PlainText"; $ProgressPreference = "SilentlyContinue"; $Emulator = $Emulator | ConvertFrom-Json;'
    if (-not $WithoutModule) {
        $prelude += 'Import-Module $ModulePath; $null = Connect-AksExtension -Endpoint $Emulator.endpoint -CertificateAuthority $Emulator.certificate -SubscriptionId $Emulator.subscriptionId -AccessToken (ConvertTo-SecureString $Emulator.accessToken -AsPlainText -Force);'
    }

    $program, [string[]] $arguments = Get-PowerShellCommand
    $start = [System.Diagnostics.ProcessStartInfo]::new($program)
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    $start.Environment['POWERSHELL_TELEMETRY_OPTOUT'] = '1'
    $start.Environment['NO_COLOR'] = '1'
    # Through the environment and not through the script's text, so that no history contains the values.
    foreach ($name in $all.Keys) {
        $start.Environment["TEST_$name"] = [string]$all[$name]
        $prelude = "`$$name = `$env:TEST_$name; $prelude"
    }

    $file = New-TemporaryFile
    $ps1 = "$($file.FullName).ps1"
    Set-Content -LiteralPath $ps1 "$prelude`n$Script"
    @($arguments) + '-NoProfile', '-NonInteractive', '-File', $ps1 | ForEach-Object { $start.ArgumentList.Add($_) }
    [System.Diagnostics.Process]::Start($start) | Add-Member -PassThru -NotePropertyMembers @{ Files = $file.FullName, $ps1 }
}

# Ends a process of Start-Pwsh if it still runs, and removes its script.
function Close-Pwsh($Process) {
    if (-not $Process.HasExited) {
        $Process.Kill()
    }

    Remove-Item -LiteralPath $Process.Files -ErrorAction Ignore
    $Process.Dispose()
}

# Runs a script in another PowerShell that has the module and a connection, without a terminal. Returns everything that it printed, both streams.
function Invoke-Pwsh([string] $Script, [hashtable] $Variables = @{}, [switch] $WithoutModule) {
    $process = Start-Pwsh $Script $Variables -WithoutModule:$WithoutModule
    try {
        $process.StandardInput.Close()
        $errors = $process.StandardError.ReadToEndAsync()
        $output = $process.StandardOutput.ReadToEnd()
        $process.WaitForExit()
        $output + $errors.Result
    }
    finally {
        Close-Pwsh $process
    }
}

# A host that records its output and gives the same answer to every question.
function New-RecordingHost([int] $Answer = 0) {
    if (-not ('AksExtensionsTests.RecordingHost' -as [type])) {
        Add-Type -Path (Join-Path $PSScriptRoot 'RecordingHost.cs')
    }

    [AksExtensionsTests.RecordingHost]::new($Answer)
}

# A separate PowerShell in this process: connected, with a host that can be read afterwards. Dispose it.
function New-TestPowerShell($HostUI = (New-RecordingHost)) {
    $state = [initialsessionstate]::CreateDefault2()
    $state.ImportPSModule($ModulePath)
    $runspace = [runspacefactory]::CreateRunspace($HostUI, $state)
    $runspace.Open()
    $shell = [powershell]::Create($runspace)
    $null = $shell.AddCommand('Connect-AksExtension').AddParameters(@{
        Endpoint = [uri]$Emulator.endpoint; AccessToken = Get-TestToken; CertificateAuthority = $Emulator.certificate; SubscriptionId = $Emulator.subscriptionId
    }).Invoke()
    $shell.Commands.Clear()
    $shell
}

# Runs a script in a separate PowerShell and returns its host; errors are in Errors.
function Invoke-WithHost([string] $Script, [int] $Answer = 0) {
    $recording = New-RecordingHost $Answer
    $shell = New-TestPowerShell $recording
    try {
        $output = $shell.AddScript($Script).Invoke()
        [pscustomobject]@{ Output = $output; Text = $recording.Text; Questions = $recording.Questions; Errors = @($shell.Streams.Error) }
    }
    finally {
        $shell.Runspace.Dispose()
        $shell.Dispose()
    }
}

# Runs a script in a separate PowerShell and stops it (Ctrl+C) as soon as the condition holds. Milliseconds is how long that took.
function Invoke-AndStop([string] $Script, [scriptblock] $When) {
    $recording = New-RecordingHost
    $shell = New-TestPowerShell $recording
    try {
        $running = $shell.AddScript($Script).BeginInvoke()
        Wait-Until $When
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $shell.Stop()
        [pscustomobject]@{
            Milliseconds = $clock.ElapsedMilliseconds; IsCompleted = $running.IsCompleted; State = $shell.InvocationStateInfo.State
            Text = $recording.Text; Errors = @($shell.Streams.Error)
        }
    }
    finally {
        $shell.Runspace.Dispose()
        $shell.Dispose()
    }
}

# Waits for something that happens soon; fails when it does not.
function Wait-Until([scriptblock] $Condition, [int] $Seconds = 10) {
    $deadline = [System.Diagnostics.Stopwatch]::StartNew()
    while (-not (& $Condition)) {
        if ($deadline.Elapsed.TotalSeconds -gt $Seconds) {
            throw "This did not happen in $Seconds s: $Condition"
        }

        [System.Threading.Thread]::Sleep(10)
    }
}

Start-TestEmulator
$Emulator = $global:AksExtensionsTestEmulator
