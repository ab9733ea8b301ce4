using System.Net;
using System.Text.Json;
using AksExtensions.Emulator.Resources;
using Xunit;

namespace AksExtensions.Emulator.Tests;

/// <summary>The two ways to read pods: kubernetesResources, and AKS Run Command.</summary>
public sealed class PodTests
{
    private const string Preview = "api-version=2026-06-15-preview";
    private const string Version = "api-version=2024-09-01";
    private const string Get = "kubectl get pods,events -n web -o json";

    private static readonly object Document = new
    {
        apiVersion = "v1",
        kind = "List",
        items = new object[]
        {
            new
            {
                apiVersion = "v1", kind = "Pod", metadata = new { name = "a", @namespace = "web", labels = new { app = "a" } },
                spec = new { nodeName = "node-1", containers = new[] { new { name = "c", env = new[] { new { name = "KEY", value = "hidden" } } } } },
                status = new { phase = "Running" },
            },
            new { apiVersion = "v1", kind = "Pod", metadata = new { name = "b", @namespace = "other" }, status = new { phase = "Failed" } },
            Event("Warning", "BackOff"),
            Event("Normal", "Pulled"),
        },
    };

    [Fact]
    public async Task The_objects_of_a_cluster_are_resources_with_their_events()
    {
        await using var arm = await StartAsync();
        arm.Emulator.Settings.KubernetesResourcesAvailable = true;
        arm.Emulator.Settings.PageSize = 1;

        var first = (await arm.GetAsync(Path(arm), Preview)).Json;
        var pod = first.GetProperty("value")[0];
        var properties = pod.GetProperty("properties");

        Assert.Equal($"{arm.Aks}/providers/Microsoft.KubernetesConfiguration/kubernetesResources/pod-a-web", pod.GetProperty("id").GetString());
        Assert.Equal("web", properties.GetProperty("metadata").GetProperty("namespaceName").GetString());
        Assert.Equal("app", properties.GetProperty("metadata").GetProperty("labels")[0].GetProperty("name").GetString());
        Assert.Equal("Running", properties.GetProperty("status").GetProperty("phase").GetString());
        Assert.Equal(["BackOff", "Pulled"], properties.GetProperty("events").EnumerateArray().Select(happening => happening.GetProperty("reason").GetString()!));
        Assert.Equal("7h47m", properties.GetProperty("events")[0].GetProperty("age").GetString());
        Assert.NotNull(first.GetProperty("nextLink").GetString());
        Assert.Equal("pod-b-other", (await arm.GetAsync($"{Path(arm)}/pod-b-other", Preview)).Json.GetProperty("name").GetString());
        (await arm.GetAsync($"{Path(arm)}/pod-c-web", Preview)).IsRefusal(HttpStatusCode.NotFound, "ResourceNotFound");
    }

    [Fact]
    public async Task A_cloud_has_them_or_not_and_only_in_one_version()
    {
        await using var arm = await StartAsync();
        (await arm.GetAsync(Path(arm), Preview)).IsRefusal(HttpStatusCode.NotFound, "InvalidResourceType");
        arm.Emulator.Settings.KubernetesResourcesAvailable = true;
        (await arm.GetAsync(Path(arm), "api-version=2025-03-01")).IsRefusal(HttpStatusCode.NotFound, "InvalidResourceType");
        (await arm.DeleteAsync(Path(arm), Preview)).IsRefusal(HttpStatusCode.MethodNotAllowed, "MethodNotAllowed");
        Assert.Empty((await arm.GetAsync($"{arm.Arc}/providers/Microsoft.KubernetesConfiguration/kubernetesResources", Preview)).Json.GetProperty("value").EnumerateArray());
    }

    [Fact]
    public async Task A_command_is_accepted_runs_and_has_a_result()
    {
        await using var arm = await StartAsync();
        arm.Emulator.Settings.RunCommandDuration = TimeSpan.FromSeconds(9);

        var link = await RunAsync(arm, Get);
        Assert.Contains("/commandResults/", link.AbsolutePath, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Accepted, (await arm.GetAsync(link.AbsolutePath, link.Query[1..])).Status);
        arm.Time.Advance(TimeSpan.FromSeconds(9));
        var result = (await arm.GetAsync(link.AbsolutePath, link.Query[1..])).Json.GetProperty("properties");

        Assert.Equal(("succeeded", 0), (result.GetProperty("provisioningState").GetString(), result.GetProperty("exitCode").GetInt32()));
        using var logs = JsonDocument.Parse(result.GetProperty("logs").GetString()!);
        Assert.Equal(["Pod", "Event", "Event"], logs.RootElement.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("kind").GetString()!));
        (await arm.GetAsync(link.AbsolutePath + "0", link.Query[1..])).IsRefusal(HttpStatusCode.NotFound, "NotFound");
    }

    [Fact]
    public async Task Jq_leaves_one_object_a_line_without_specifications_and_normal_events()
    {
        await using var arm = await StartAsync();
        arm.Emulator.Settings.RunCommandDuration = TimeSpan.Zero;

        var lines = (await LogsAsync(arm, Get + " | jq -c '.items[]'")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(2, lines.Length);
        Assert.Contains("\"nodeName\":\"node-1\"", lines[0], StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", lines[0], StringComparison.Ordinal);
        Assert.Contains("\"reason\":\"BackOff\"", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_is_cut_commands_can_fail_and_others_do_not_exist()
    {
        await using var arm = await StartAsync();
        arm.Emulator.Settings.RunCommandDuration = TimeSpan.Zero;
        arm.Emulator.Settings.RunCommandLimit = 100;
        Assert.Equal(100, (await LogsAsync(arm, Get)).Length);
        Assert.Equal("sh: reboot: command not found\n", await LogsAsync(arm, "reboot now"));
        arm.Emulator.Settings.RunCommandFailure = "ImagePullBackoff";
        var link = await RunAsync(arm, Get);
        var failed = (await arm.GetAsync(link.AbsolutePath, link.Query[1..])).Json.GetProperty("properties");

        Assert.Equal(("failed", "ImagePullBackoff"), (failed.GetProperty("provisioningState").GetString(), failed.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task A_command_is_refused_where_the_service_refuses_it()
    {
        await using var arm = await StartAsync();
        var cluster = arm.State.FindCluster(arm.Aks)!;
        (await PostAsync(arm, arm.Aks, new { context = string.Empty })).IsRefusal(HttpStatusCode.BadRequest, "InvalidParameter");
        arm.State.AddCluster(cluster with { PowerState = "Stopped" });
        (await PostAsync(arm, arm.Aks, new { command = Get })).IsRefusal(HttpStatusCode.Conflict, "OperationNotAllowed");
        arm.State.AddCluster(cluster with { RunCommandDisabled = true });
        (await PostAsync(arm, arm.Aks, new { command = Get })).IsRefusal(HttpStatusCode.BadRequest, "RunCommandDisabled");
        arm.State.AddCluster(cluster with { UsesEntra = true });
        (await PostAsync(arm, arm.Aks, new { command = Get })).IsRefusal(HttpStatusCode.BadRequest, "ClusterTokenRequired");
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(arm, arm.Aks, new { command = Get, clusterToken = "t" })).Status);
        arm.State.Denials = [new Denial("POST", "runCommand")];
        var denied = await PostAsync(arm, arm.Aks, new { command = Get });
        denied.IsRefusal(HttpStatusCode.Forbidden, "AuthorizationFailed");
        Assert.Contains("'Microsoft.ContainerService/managedClusters/runCommand/action'", denied.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pods_come_through_the_control_endpoint_and_go_with_a_reset()
    {
        await using var arm = await ArmClient.StartAsync();
        arm.Emulator.Settings.RunCommandDuration = TimeSpan.Zero;
        Assert.Equal(HttpStatusCode.NoContent, (await arm.SendAsync(HttpMethod.Put, "/_emulator/pods", $"id={Uri.EscapeDataString(arm.Aks)}", Document)).Status);
        Assert.Contains("node-1", await LogsAsync(arm, Get), StringComparison.Ordinal);

        await arm.SendAsync(HttpMethod.Post, "/_emulator/reset", null, new { });
        arm.Emulator.Settings.RunCommandDuration = TimeSpan.Zero;

        Assert.DoesNotContain("node-1", await LogsAsync(arm, Get), StringComparison.Ordinal);
    }

    private static object Event(string type, string reason) => new
    {
        apiVersion = "v1", kind = "Event", type, reason, message = reason, lastTimestamp = "2026-09-17T12:30:00Z", source = new { component = "kubelet" },
        metadata = new { name = "a." + reason, @namespace = "web" }, involvedObject = new { kind = "Pod", name = "a", @namespace = "web" },
    };

    private static string Path(ArmClient arm) => $"{arm.Aks}/providers/Microsoft.KubernetesConfiguration/kubernetesResources";

    private static async Task<ArmClient> StartAsync()
    {
        var arm = await ArmClient.StartAsync();
        arm.State.SetPods(arm.Aks, JsonSerializer.SerializeToElement(Document));
        return arm;
    }

    private static Task<ArmAnswer> PostAsync(ArmClient arm, string cluster, object body) => arm.SendAsync(HttpMethod.Post, $"{cluster}/runCommand", Version, body);

    private static async Task<Uri> RunAsync(ArmClient arm, string command) => new((await PostAsync(arm, arm.Aks, new { command })).Headers["Location"]);

    private static async Task<string> LogsAsync(ArmClient arm, string command)
    {
        var link = await RunAsync(arm, command);
        return (await arm.GetAsync(link.AbsolutePath, link.Query[1..])).Json.GetProperty("properties").GetProperty("logs").GetString()!;
    }
}
