# One measurement of the cmdlets, in a PowerShell of its own. Prints JSON as its last line.
param([Parameter(Mandatory)] [ValidateSet('latency', 'rate', 'stop', 'memory')] [string] $Part)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
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

    public static double Run(string[] uris, string token, int width)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var next = -1;
        Task.WhenAll(Enumerable.Range(0, width).Select(_ => Task.Run(async () =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < uris.Length;)
            {
                using (var request = new HttpRequestMessage(HttpMethod.Get, uris[i]))
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
        # In turns, so that both meet the same machine. The first ones are the compiler's: both have their fastest code after them.
        $turns = foreach ($turn in 1..16) {
            $plain = [PlainLoop]::Run($uris, $env:BENCHMARK_TOKEN, 32)
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $ids | Get-AksClusterExtension
            $cmdlet = $count / $clock.Elapsed.TotalSeconds
            [pscustomobject]@{ Plain = $plain; Cmdlet = $cmdlet; Ratio = $cmdlet / $plain }
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
}
