# One measurement of the cmdlets, in a PowerShell of its own. Prints JSON as its last line.
param([Parameter(Mandatory)] [ValidateSet('import', 'views', 'import-first', 'import-empty', 'first', 'plain', 'commands', 'requests', 'latency', 'rate', 'stop', 'memory', 'plan', 'report')] [string] $Part)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

function Measure-Milliseconds([scriptblock] $Body) {
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    $null = & $Body
    $clock.Elapsed.TotalMilliseconds
}

if ($Part -like 'import*' -or $Part -eq 'views') {
    # Modules of one empty cmdlet. The first makes PowerShell load and compile what it needs for any import; ours is compared with the second, a
    # bare assembly, and with the third, which has a manifest as every published module has.
    $folder = Join-Path ([System.IO.Path]::GetTempPath()) "empty-$PID"
    $null = New-Item -ItemType Directory $folder
    $view = $Part -eq 'import' ? '' : "FormatsToProcess = 'Empty.Format.ps1xml'"
    Set-Content "$folder/Empty.Format.ps1xml" @'
<Configuration><ViewDefinitions><View><Name>Empty</Name><ViewSelectedBy><TypeName>Empty</TypeName></ViewSelectedBy><TableControl>
  <TableHeaders><TableColumnHeader><Label>Name</Label></TableColumnHeader></TableHeaders>
  <TableRowEntries><TableRowEntry><TableColumnItems><TableColumnItem><PropertyName>Name</PropertyName></TableColumnItem></TableColumnItems></TableRowEntry></TableRowEntries>
</TableControl></View></ViewDefinitions></Configuration>
'@
    $empty = 1..3 | ForEach-Object {
        Add-Type -OutputAssembly "$folder/Empty$_.dll" -TypeDefinition @"
            [System.Management.Automation.Cmdlet("Get", "Nothing$_")] public class GetNothing$_ : System.Management.Automation.PSCmdlet { }
"@
        $manifest = "$folder/Empty$_.psd1"
        Set-Content $manifest "@{ RootModule = 'Empty$_.dll'; ModuleVersion = '1.0'; GUID = '$(New-Guid)'; CmdletsToExport = 'Get-Nothing$_'; $view }"
        $view = ''
        $manifest
    }
    if ($Part -like 'import-*') {
        # The first import of a session, for which PowerShell compiles all that any import needs.
        $module = $Part -eq 'import-first' ? $env:BENCHMARK_MODULE : $empty[0]
        @{ milliseconds = Measure-Milliseconds { Import-Module $module } } | ConvertTo-Json -Compress
        Remove-Item -Recurse $folder -ErrorAction Ignore
        return
    }

    Import-Module $empty[0]
    $modules = @{ ours = $env:BENCHMARK_MODULE; bare = "$folder/Empty2.dll"; manifest = $empty[2] }
    $order = if ([int]$env:BENCHMARK_TURN % 2) { 'bare', 'manifest', 'ours' } else { 'ours', 'manifest', 'bare' }
    $milliseconds = @{}
    foreach ($which in $order) {
        $milliseconds[$which] = Measure-Milliseconds { Import-Module $modules[$which] }
    }
    $milliseconds | ConvertTo-Json -Compress
    Remove-Item -Recurse $folder -ErrorAction Ignore
    return
}

if ($Part -eq 'plain') {
    # What a user without a module would type: the same GET, with the same token.
    $uri = "$($env:BENCHMARK_ENDPOINT.TrimEnd('/'))/subscriptions/$($env:BENCHMARK_SUBSCRIPTION)/resourceGroups/demo-rg/providers/Microsoft.ContainerService" +
        '/managedClusters/demo-aks/providers/Microsoft.KubernetesConfiguration/extensions/flux?api-version=2025-03-01'
    $milliseconds = Measure-Milliseconds {
        $token = ConvertTo-SecureString $env:BENCHMARK_TOKEN -AsPlainText -Force
        $script:answer = Invoke-RestMethod $uri -SkipCertificateCheck -Authentication Bearer -Token $token
    }
    if ($answer.name -ne 'flux') { throw 'This is not the answer.' }
    @{ milliseconds = $milliseconds } | ConvertTo-Json -Compress
    return
}

if ($Part -eq 'first') {
    $milliseconds = Measure-Milliseconds {
        Import-Module $env:BENCHMARK_MODULE
        $token = ConvertTo-SecureString $env:BENCHMARK_TOKEN -AsPlainText -Force
        $null = Connect-AksExtension -Endpoint $env:BENCHMARK_ENDPOINT -CertificateAuthority $env:BENCHMARK_CERTIFICATE -SubscriptionId $env:BENCHMARK_SUBSCRIPTION -AccessToken $token
        $script:answer = Get-AksClusterExtension -ResourceGroupName demo-rg -ClusterName demo-aks -Name flux
    }
    if ($answer.Name -ne 'flux') { throw 'This is not the answer.' }
    @{ milliseconds = $milliseconds } | ConvertTo-Json -Compress
    return
}

$connection = @{
    Endpoint = $env:BENCHMARK_ENDPOINT; CertificateAuthority = $env:BENCHMARK_CERTIFICATE; SubscriptionId = $env:BENCHMARK_SUBSCRIPTION
    AccessToken = ConvertTo-SecureString $env:BENCHMARK_TOKEN -AsPlainText -Force
}
Import-Module $env:BENCHMARK_MODULE
$null = Connect-AksExtension @connection
$count = [int]$env:BENCHMARK_CLUSTERS
$group = "/subscriptions/$($env:BENCHMARK_SUBSCRIPTION)/resourceGroups/fleet-rg/providers/Microsoft.ContainerService/managedClusters"

function Get-Id([int] $To = $count) { foreach ($number in 1..$To) { '{0}/aks-{1:D5}' -f $group, $number } }

function Measure-Get {
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    Get-Id | Get-AksClusterExtension
    $clock.Elapsed.TotalSeconds
}

switch ($Part) {
    commands {
        # The wait at the prompt: the first command, which loads the Azure SDK and signs in, and the following ones.
        $target = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'demo-aks'; Name = 'flux' }
        $first = Measure-Milliseconds { Get-AksClusterExtension @target }
        $next = 1..30 | ForEach-Object { Measure-Milliseconds { Get-AksClusterExtension @target } } | Sort-Object | Select-Object -Index 15
        @{ first = $first; next = $next } | ConvertTo-Json -Compress
    }
    requests {
        # The requests so far are counted before anything else is sent.
        function Step([string] $Name) {
            [Console]::WriteLine($Name)
            $null = [Console]::ReadLine()
        }

        $target = @{ ResourceGroupName = 'demo-rg'; ClusterName = 'small-aks'; Name = 'flux' }
        $null = New-AksClusterExtension @target -ExtensionType microsoft.flux
        Step 'create'
        $null = Get-AksClusterExtension @target
        Step 'show'
        $null = Update-AksClusterExtension @target -ConfigurationSettings a=2
        Step 'update'
        Remove-AksClusterExtension @target -Force
        Step 'delete'
        $null = New-AksClusterExtension @target -ExtensionType microsoft.flux -NoWait
        Step 'create -NoWait'
        '{}'
    }
    latency {
        # Code that runs for the first time is slow for a reason that has nothing to do with fleets; the best of three is the machine's.
        Get-Id 100 | Get-AksClusterExtension
        @{ seconds = 1..3 | ForEach-Object { Measure-Get } | Sort-Object | Select-Object -First 1 } | ConvertTo-Json -Compress
    }
    rate {
        Add-Type -Language CSharp @'
using System; using System.Linq; using System.Net.Http; using System.Threading; using System.Threading.Tasks;
public static class PlainLoop
{
    private static readonly HttpClient Client = new HttpClient(new SocketsHttpHandler
    {
        SslOptions = { RemoteCertificateValidationCallback = (a, b, c, d) => true },
    });

    public static double Run(string[] uris, string token, int width, string version)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var next = -1;
        Task.WhenAll(Enumerable.Range(0, width).Select(_ => Task.Run(async () =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < uris.Length;)
            {
                using (var request = new HttpRequestMessage(HttpMethod.Get, uris[i]) { Version = new Version(version) })
                {
                    request.Headers.Add("Authorization", "Bearer " + token);
                    using (var response = await Client.SendAsync(request)) { await response.Content.ReadAsByteArrayAsync(); response.EnsureSuccessStatusCode(); }
                }
            }
        }))).Wait();
        return uris.Length / clock.Elapsed.TotalSeconds;
    }
}
'@
        [string[]]$uris = Get-Id | ForEach-Object {
            "$($env:BENCHMARK_ENDPOINT.TrimEnd('/'))$_/providers/Microsoft.KubernetesConfiguration/extensions?api-version=2025-03-01"
        }
        $ids = @(Get-Id)
        # In turns, so that both meet the same machine. The first ones are the compiler's, which gives both their fastest code after some 80,000
        # requests.
        $turns = foreach ($turn in 1..28) {
            $before = [GC]::GetTotalAllocatedBytes($true)
            $plain = [PlainLoop]::Run($uris, $env:BENCHMARK_TOKEN, 32, $env:BENCHMARK_HTTP)
            $between = [GC]::GetTotalAllocatedBytes($true)
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $ids | Get-AksClusterExtension
            $cmdlet = $count / $clock.Elapsed.TotalSeconds
            $after = [GC]::GetTotalAllocatedBytes($true)
            [pscustomobject]@{
                Plain = $plain; Cmdlet = $cmdlet; Ratio = $cmdlet / $plain
                PlainBytes = ($between - $before) / $count; CmdletBytes = ($after - $between) / $count
            }
        }
        # The turn in the middle: one that another process disturbed is at either end.
        $turns | Select-Object -Last 9 | Sort-Object Ratio | Select-Object -Index 4 | ConvertTo-Json -Compress
    }
    stop {
        $state = [initialsessionstate]::CreateDefault2()
        $state.ImportPSModule($env:BENCHMARK_MODULE)
        $runspace = [runspacefactory]::CreateRunspace($state)
        $runspace.Open()
        $shell = [powershell]::Create($runspace)
        $null = $shell.AddCommand('Connect-AksExtension').AddParameters($connection).Invoke()
        $shell.Commands.Clear()
        $runspace.SessionStateProxy.SetVariable('ids', @(Get-Id))
        $null = $shell.AddScript('$ids | Get-AksClusterExtension').BeginInvoke()
        [System.Threading.Thread]::Sleep(1500)
        if ($shell.InvocationStateInfo.State -ne 'Running') { throw 'It was over too soon.' }
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $shell.Stop()
        $milliseconds = $clock.Elapsed.TotalMilliseconds
        'stopped'
        [System.Threading.Thread]::Sleep(1000)
        @{ milliseconds = $milliseconds } | ConvertTo-Json -Compress
    }
    memory {
        Get-Id | Get-AksClusterExtension
        @{ mebibytes = [System.Diagnostics.Process]::GetCurrentProcess().PeakWorkingSet64 / 1MB } | ConvertTo-Json -Compress
    }
    plan {
        $process = [System.Diagnostics.Process]::GetCurrentProcess()
        $before = $process.TotalProcessorTime
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        # A report needs the differences; all 30,000 pass the pipeline.
        $different = @(Compare-AksClusterExtension $env:BENCHMARK_BASELINE | Where-Object Status -ne InSync)
        $seconds = $clock.Elapsed.TotalSeconds
        $process.Refresh()
        if ($different.Count -ne 300) { throw "This is not the estate: $($different.Count) differ." }
        @{ seconds = $seconds; processor = ($process.TotalProcessorTime - $before).TotalSeconds; mebibytes = $process.PeakWorkingSet64 / 1MB } | ConvertTo-Json -Compress
    }
    report {
        $process = [System.Diagnostics.Process]::GetCurrentProcess()
        $before = $process.TotalProcessorTime
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $file = Export-AksClusterExtensionReport $env:BENCHMARK_REPORT
        $seconds = $clock.Elapsed.TotalSeconds
        $process.Refresh()
        @{ seconds = $seconds; processor = ($process.TotalProcessorTime - $before).TotalSeconds; bytes = $file.Length } | ConvertTo-Json -Compress
    }
}
