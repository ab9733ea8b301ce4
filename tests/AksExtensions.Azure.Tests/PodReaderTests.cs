using System.Collections.Concurrent;
using System.Text.Json;
using AksExtensions.Arm;
using AksExtensions.Core.Tests.Pods;
using AksExtensions.Emulator.Faults;
using AksExtensions.Emulator.Resources;
using AksExtensions.Pods;
using AksExtensions.Settings;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>How the pods of extensions are read: from kubernetesResources, through Run Command, or not at all, which is said.</summary>
public sealed class PodReaderTests
{
    private const string Unavailable = "This cloud does not have kubernetesResources (a preview).";
    private const int RealLimit = 120_000;

    public static TheoryData<string> States => [.. PodState.All.Select(state => state.State)];

    [Theory]
    [MemberData(nameof(States))]
    public async Task Both_ways_to_read_a_namespace_give_the_same(string name)
    {
        var state = PodState.All.Single(candidate => candidate.State == name);
        await using var azure = await StartAsync();
        // A pod of another namespace, because a cluster without pods has no inventory.
        azure.Arm.State.SetPods(azure.Aks.Id, JsonSerializer.SerializeToElement(new[] { state.Document, Other }));
        var command = await ReadAsync(azure);
        Assert.Equal(state.Expect, command.Pods!.Select(Shown));

        azure.Arm.Settings.KubernetesResourcesAvailable = true;
        using var service = azure.Connect();
        var listed = await ReadAsync(azure, service, mayRunCommand: false);

        Assert.Equal(state.Expect, listed.Pods!.Select(Shown));
        Assert.Null(listed.PodsNote);
        Assert.Null(command.PodsNote);
        Assert.All(listed.Pods!, pod => Assert.Equal(("dapr", "aks1", "rg"), (pod.Extension, pod.Cluster, pod.ResourceGroupName)));
    }

    [Fact]
    public async Task Nothing_is_started_in_a_cluster_without_consent()
    {
        await using var azure = await StartAsync();

        var extension = await ReadAsync(azure, mayRunCommand: false);

        Assert.Null(extension.Pods);
        Assert.StartsWith(Unavailable + " AKS Run Command can read the pods, but it starts a pod", extension.PodsNote, StringComparison.Ordinal);
        Assert.Contains("-UseRunCommand", extension.PodsNote, StringComparison.Ordinal);
        Assert.DoesNotContain(azure.Received, request => request.StartsWith("POST", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cloud_without_the_preview_is_asked_once_a_connection()
    {
        await using var azure = await StartAsync();
        for (var count = 0; count < 3; count++)
        {
            await ReadAsync(azure, azure.Service.Observe(null), mayRunCommand: false);
        }

        Assert.Equal(1, azure.Received.Count(request => request == "GET kubernetesResources"));
    }

    [Fact]
    public async Task Several_extensions_of_a_cluster_are_read_by_one_command()
    {
        await using var azure = await StartAsync("OOMKilled");
        var extensions = new[] { Dapr(azure), azure.Install("flux"), azure.Install("other", extension => extension with { Scope = new(false, "dapr-system") }) };

        var read = await ReadAsync(azure, azure.Service, mayRunCommand: true, "dapr", "flux", "other");

        Assert.Equal([1, 0, 1], read.Select(extension => extension.Pods!.Count));
        Assert.Equal(["ContainerOutOfMemory", null, "ContainerOutOfMemory"], read.Select(extension => extension.Cause));
        var sent = Assert.Single(azure.Arm.Requests.Snapshot(), request => request.Method == "POST");
        using var body = JsonDocument.Parse(sent.Body);
        Assert.Equal(PodsCommand.For(["dapr-system", "flux-system"]), body.RootElement.GetProperty("command").GetString());
        Assert.Equal(extensions.Length, read.Count);
    }

    [Fact]
    public async Task Values_of_a_specification_do_not_leave_the_cluster_and_the_command_is_polled_seldom()
    {
        await using var azure = await StartAsync("CrashLoopBackOff");
        azure.Arm.Settings.RunCommandDuration = TimeSpan.FromSeconds(40);

        var extension = await ReadAsync(azure);

        Assert.Equal("ContainerCrashing", extension.Cause);
        Assert.InRange(azure.Received.Count(request => request.StartsWith("GET ", StringComparison.Ordinal)), 4, 14);
        Assert.DoesNotContain("s3cr3t", JsonSerializer.Serialize(extension), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("disabled", "AKS Run Command is disabled for the cluster")]
    [InlineData("stopped", "The cluster is stopped")]
    [InlineData("starts denied", "You don't have permission to use AKS Run Command: the role action Microsoft.ContainerService/managedClusters/runcommand/action is missing.")]
    [InlineData("results denied", "You don't have permission to read the result of AKS Run Command: the role action Microsoft.ContainerService/managedClusters/commandResults/read is missing.")]
    [InlineData("pod fails", "AKS Run Command could not run its pod in the namespace aks-command: ImagePullBackoff. Check that")]
    [InlineData("kubectl fails", "kubectl could not read the pods (exit code 1): Error from server (Forbidden): pods is forbidden\\u001b[31m.")]
    [InlineData("too slow", "AKS Run Command has not ended after 3 minutes.")]
    [InlineData("too busy", "AKS Run Command failed: Failed to run command due to cluster perf issue")]
    [InlineData("forgotten", "AKS Run Command could not run its pod in the namespace aks-command: it did not start. Check that")]
    [InlineData("foreign link", "AKS Run Command failed: The Location of the command")]
    [InlineData("no link", "AKS Run Command failed: ")]
    [InlineData("html", "AKS Run Command failed: ")]
    [InlineData("entra", "AKS Run Command needs a token for AKS. ")]
    public async Task What_prevents_a_command_is_said(string obstacle, string expected)
    {
        await using var azure = await StartAsync("OOMKilled");
        Prevent(azure, obstacle);

        var extension = await ReadAsync(azure);

        Assert.Null(extension.Pods);
        Assert.StartsWith(expected, extension.PodsNote, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', extension.PodsNote!);
    }

    [Theory]
    [InlineData("disabled")]
    [InlineData("stopped")]
    public async Task A_command_that_cannot_run_is_not_sent(string obstacle)
    {
        await using var azure = await StartAsync("OOMKilled");
        Prevent(azure, obstacle);
        await ReadAsync(azure);

        Assert.DoesNotContain(azure.Received, request => request.StartsWith("POST", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cluster_that_signs_in_with_Entra_gets_a_token_for_AKS_that_no_answer_repeats()
    {
        await using var azure = await StartAsync("OOMKilled");
        azure.Arm.State.AddCluster(azure.Arm.State.FindCluster(azure.Aks.Id)! with { UsesEntra = true });
        List<string> asked = [];
        using var service = azure.Connect(connection => connection with
        {
            SignIn = new()
            {
                Source = TokenSource.AzPowerShell,
                AzPowerShell = _ => Task.FromResult(new SessionToken(new SecretValue(azure.Arm.AccessToken), DateTimeOffset.MaxValue)),
                AzPowerShellFor = (audience, _) =>
                {
                    asked.Add(audience);
                    return Task.FromResult(new SessionToken(new SecretValue("token-for-the-cluster"), DateTimeOffset.MaxValue));
                },
            },
        });
        azure.Arm.Settings.RunCommandOutput = "error: invalid token token-for-the-cluster";

        var failed = await ReadAsync(azure, service, mayRunCommand: true);
        azure.Arm.Settings.RunCommandOutput = null;
        var read = await ReadAsync(azure, service, mayRunCommand: true);

        Assert.Equal("ContainerOutOfMemory", read.Cause);
        Assert.DoesNotContain("token-for-the-cluster", failed.PodsNote, StringComparison.Ordinal);
        Assert.Equal(["6dae42f8-4368-4678-94ff-3960e28e3630"], asked);
        Assert.All(azure.Arm.Requests.Snapshot().Where(request => request.Method == "POST"), request => Assert.Contains("\"clusterToken\":\"token-for-the-cluster\"", request.Body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Output_that_Azure_cut_gives_what_is_whole_and_says_so()
    {
        await using var azure = await StartAsync("Two pods, of which one is well");
        azure.Arm.Settings.RunCommandLimit = 2500;

        var extension = await ReadAsync(azure);

        Assert.NotNull(extension.Pods);
        Assert.StartsWith("Azure cut the output of the command at 512 KB", extension.PodsNote, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_while_the_result_is_read_does_not_end_the_wait()
    {
        await using var azure = await StartAsync("OOMKilled");
        azure.Arm.Faults.Add(new FaultRule { PathRegex = "commandResults", Action = FaultAction.Status, Status = 503, Count = 7 });

        Assert.Equal("ContainerOutOfMemory", (await ReadAsync(azure)).Cause);
    }

    [Fact]
    public async Task Other_clusters_have_no_command_and_their_inventory_is_read()
    {
        await using var azure = await StartAsync();
        var arc = azure.Arm.State.AddCluster("arc1", kind: ClusterKind.ConnectedCluster);
        azure.Arm.State.AddExtension(arc.Id, "dapr", "microsoft.dapr");
        azure.Arm.State.SetPods(arc.Id, PodState.All.Single(state => state.State == "OOMKilled").Document);
        var extension = new ExtensionReference(ClusterReference.Parse(arc.Id, out _), "dapr");

        var without = await ReadAsync(azure.Service, extension, azure, mayRunCommand: true);
        azure.Arm.Settings.KubernetesResourcesAvailable = true;
        using var service = azure.Connect();
        var with = await ReadAsync(service, extension, azure, mayRunCommand: true);

        Assert.Equal($"{Unavailable} Run Command exists for AKS clusters only. Use kubectl on the cluster.", without.PodsNote);
        Assert.Null(without.Pods);
        Assert.NotNull(with.Pods);
        Assert.DoesNotContain(azure.Received, request => request.StartsWith("POST", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_extension_without_a_namespace_is_said_to_have_none_and_the_default_of_its_type_is_used()
    {
        await using var azure = await StartAsync("OOMKilled");
        azure.Install("dapr", extension => extension with { ExtensionType = "microsoft.dapr", Scope = null });
        azure.Install("odd", extension => extension with { ExtensionType = "contoso.odd", Scope = null });
        azure.Install("bad", extension => extension with { ExtensionType = "contoso.odd", Scope = new(true, "a;reboot") });

        var read = await ReadAsync(azure, azure.Service, mayRunCommand: true, "dapr", "odd", "bad");

        Assert.Equal("ContainerOutOfMemory", read[0].Cause);
        Assert.Equal([PodNotes.NoNamespace, PodNotes.NoNamespace], read.Skip(1).Select(extension => extension.PodsNote));
        Assert.All(azure.Arm.Requests.Snapshot(), request => Assert.DoesNotContain("reboot", request.Body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cluster_whose_inventory_is_empty_is_read_by_a_command()
    {
        await using var azure = await StartAsync();
        azure.Arm.Settings.KubernetesResourcesAvailable = true;
        azure.Arm.State.SetPods(azure.Aks.Id, JsonSerializer.SerializeToElement(Array.Empty<string>()));

        var extension = await ReadAsync(azure, mayRunCommand: false);

        Assert.Null(extension.Pods);
        Assert.StartsWith(PodNotes.NoInventory, extension.PodsNote, StringComparison.Ordinal);
        Assert.Empty((await ReadAsync(azure)).Pods!);
    }

    [Fact]
    public async Task A_stopped_wait_ends()
    {
        await using var azure = await StartAsync("OOMKilled");
        using var stop = new CancellationTokenSource();
        var reader = new PodReader(azure.Service, azure.Time, null, mayRunCommand: true);
        var extension = await azure.Service.Extensions.GetAsync(new(azure.Aks, "dapr"), TestContext.Current.CancellationToken);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reader.ReadAsync(azure.Aks, [extension], stop.Token, stop.Cancel));
        Assert.DoesNotContain(azure.Received, request => request.Contains("commandResults", StringComparison.Ordinal));
    }

    [Theory(Timeout = RealLimit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Three_hundred_clusters_stay_in_the_budget(bool available)
    {
        await using var fleet = await EmulatedFleet.StartAsync(300, TestContext.Current.CancellationToken);
        fleet.Arm.Settings.KubernetesResourcesAvailable = available;
        fleet.Arm.Settings.RunCommandDuration = TimeSpan.FromSeconds(12);
        var document = PodState.All.Single(state => state.State == "OOMKilled").Document;
        foreach (var cluster in fleet.Clusters)
        {
            fleet.Arm.State.AddExtension(Extension(cluster.Id));
            fleet.Arm.State.SetPods(cluster.Id, document);
        }

        var reader = new PodReader(fleet.Service, fleet.Time, fleet.Budget, mayRunCommand: true);
        var causes = new ConcurrentBag<string?>();
        await fleet.RunAsync(
            async (_, cluster, place, stop) =>
            {
                var extension = await fleet.Service.Extensions.GetAsync(new(cluster, "dapr"), stop);
                await reader.ReadAsync(cluster, [extension], stop, place.Wait);
                causes.Add(extension.Cause);
                return extension;
            },
            TestContext.Current.CancellationToken);

        Assert.Equal(300, causes.Count(cause => cause == "ContainerOutOfMemory"));
        Assert.InRange(fleet.Throttled, 0, 3);
        Assert.Equal(available ? 0 : 300, fleet.Done("POST"));
        // 250 reads and 200 writes are there, then 25 and 10 a second; a command takes 12 seconds and a poll in time.
        var seconds = fleet.Time.Elapsed.TotalSeconds;
        Assert.True(available ? seconds < 20 : seconds < 90, $"{seconds} s for {fleet.Sent} requests");
        Assert.InRange(fleet.Sent, available ? 600 : 1200, available ? 610 : 2700);
    }

    private static JsonElement Other { get; } = JsonSerializer.SerializeToElement(new
    {
        apiVersion = "v1",
        kind = "Pod",
        metadata = new { name = "coredns-0", @namespace = "kube-system" },
        status = new { phase = "Pending", conditions = new[] { new { type = "PodScheduled", status = "False", reason = "Unschedulable", message = "0/1 nodes are available: 1 Insufficient cpu." } } },
    });

    private static void Prevent(EmulatedAzure azure, string obstacle)
    {
        var cluster = azure.Arm.State.FindCluster(azure.Aks.Id)!;
        var settings = azure.Arm.Settings;
        switch (obstacle)
        {
            case "disabled":
                azure.Arm.State.AddCluster(cluster with { RunCommandDisabled = true });
                break;
            case "stopped":
                azure.Arm.State.AddCluster(cluster with { PowerState = "Stopped" });
                break;
            case "starts denied":
                azure.Arm.State.Denials = [new("POST", "runCommand$")];
                break;
            case "results denied":
                azure.Arm.State.Denials = [new("GET", "commandResults")];
                break;
            case "pod fails":
                settings.RunCommandFailure = "ImagePullBackoff";
                break;
            case "kubectl fails":
                settings.RunCommandOutput = "Error from server (Forbidden): pods is forbidden\u001b[31m\n";
                break;
            case "too slow":
                settings.RunCommandDuration = TimeSpan.FromHours(1);
                break;
            case "too busy":
                azure.Arm.Faults.Add(new FaultRule
                {
                    PathRegex = "runCommand", Action = FaultAction.Status, Status = 400, ErrorCode = "KubernetesPerformanceError",
                    Message = "Failed to run command due to cluster perf issue, container command-3 in aks-command namespace did not start within 30s on your cluster",
                });
                break;
            case "forgotten":
                azure.Arm.Faults.Add(new FaultRule { PathRegex = "commandResults", Action = FaultAction.Status, Status = 404, ErrorCode = "NotFound", Message = "The command was not found." });
                break;
            case "foreign link":
                azure.Arm.Faults.Add(new FaultRule { PathRegex = "runCommand", Action = FaultAction.Link, Target = "Location", Url = "https://example.com/x", Execute = true });
                break;
            case "no link":
                azure.Arm.Faults.Add(new FaultRule { PathRegex = "runCommand", Action = FaultAction.Status, Status = 202 });
                break;
            case "html":
                azure.Arm.Faults.Add(new FaultRule { PathRegex = "commandResults", Action = FaultAction.Html, Status = 200 });
                break;
            case "entra":
                azure.Arm.State.AddCluster(cluster with { UsesEntra = true });
                break;
        }
    }

    private static async Task<EmulatedAzure> StartAsync(string state = "Healthy")
    {
        var azure = await EmulatedAzure.StartAsync();
        azure.Time.Advance(PodState.Now - azure.Time.GetUtcNow());
        azure.Arm.State.AddCluster("aks1");
        azure.Arm.State.SetPods(azure.Aks.Id, PodState.All.Single(candidate => candidate.State == state).Document);
        Dapr(azure);
        return azure;
    }

    private static Extension Dapr(EmulatedAzure azure) => azure.Arm.State.AddExtension(Extension(azure.Aks.Id));

    private static Extension Extension(string clusterId) => new()
    {
        ClusterId = clusterId,
        Name = "dapr",
        ExtensionType = "microsoft.dapr",
        CurrentVersion = "1.14.4",
        Scope = new(true, "dapr-system"),
    };

    private static Task<ClusterExtension> ReadAsync(EmulatedAzure azure, bool mayRunCommand = true) => ReadAsync(azure, azure.Service, mayRunCommand);

    private static Task<ClusterExtension> ReadAsync(EmulatedAzure azure, IArmService service, bool mayRunCommand) =>
        ReadAsync(service, new(azure.Aks, "dapr"), azure, mayRunCommand);

    private static async Task<ClusterExtension> ReadAsync(IArmService service, ExtensionReference reference, EmulatedAzure azure, bool mayRunCommand)
    {
        var extension = await service.Extensions.GetAsync(reference, TestContext.Current.CancellationToken);
        await new PodReader(service, azure.Time, null, mayRunCommand).ReadAsync(reference.Cluster, [extension], TestContext.Current.CancellationToken);
        return extension;
    }

    private static async Task<IReadOnlyList<ClusterExtension>> ReadAsync(EmulatedAzure azure, IArmService service, bool mayRunCommand, params string[] names)
    {
        List<ClusterExtension> extensions = [];
        foreach (var name in names)
        {
            extensions.Add(await service.Extensions.GetAsync(new(azure.Aks, name), TestContext.Current.CancellationToken));
        }

        await new PodReader(service, azure.Time, null, mayRunCommand).ReadAsync(azure.Aks, extensions, TestContext.Current.CancellationToken);
        return extensions;
    }

    private static ExpectedPod Shown(ExtensionPod pod) => new(pod.Kind, pod.Name, pod.Reason!, pod.Cause, pod.Container, pod.ExitCode);
}
