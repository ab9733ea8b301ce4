using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AksExtensions.Emulator.Http;
using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.Endpoints;

/// <summary>
/// AKS Run Command, as documented: 202 with a Location, which is 202 while the command runs. The only command that runs is <c>kubectl get</c> of
/// namespaces as JSON, through jq or not; what jq leaves is what the module's filter leaves.
/// </summary>
internal sealed partial class RunCommandEndpoint(EmulatorServices services) : IArmEndpoint
{
    // Of each object, and of its metadata and specification.
    private static readonly string[] Kept =
        ["apiVersion", "kind", "type", "reason", "message", "count", "lastTimestamp", "eventTime", "series", "involvedObject", "status"];

    private static readonly string[] KeptMetadata = ["name", "namespace", "creationTimestamp", "deletionTimestamp", "ownerReferences"];

    private static readonly string[] KeptSpecification = ["nodeName", "replicas"];

    private readonly Guard _guard = new(services.State);

    public ArmResponse? Answer(ArmRequest request)
    {
        if (request.Arm is not { ResourceGroup: not null, Providers: [{ Parts: [_, _, var action, ..] parts } provider] }
            || ClusterType.Find(provider.Namespace, parts[0]) is not { Kind: ClusterKind.ManagedCluster })
        {
            return null;
        }

        return action.ToLowerInvariant() switch
        {
            "runcommand" when parts.Length == 3 => request.Method == HttpMethods.Post ? Start(request) : ArmErrors.MethodNotAllowed(request, "POST"),
            "commandresults" when parts.Length == 4 => request.Method == HttpMethods.Get ? Result(request, parts[3]) : ArmErrors.MethodNotAllowed(request, "GET"),
            _ => null,
        };
    }

    private ArmResponse Start(ArmRequest request)
    {
        ApiVersions.RequireAny(request);
        var cluster = _guard.Cluster(request.Arm);
        var body = request.JsonObject();
        if (!body.TryGetProperty("command", out var text) || text.GetString() is not { Length: > 0 } command)
            throw ArmErrors.BadRequest("InvalidParameter", "Required parameter command is missing (null or empty).");
        if (cluster.PowerState == "Stopped")
        {
            throw ArmErrors.Of(
                StatusCodes.Status409Conflict, "OperationNotAllowed",
                $"The cluster '{cluster.Name}' is stopped. Start the managed cluster to run a command: power state Stopped.");
        }

        if (cluster.RunCommandDisabled)
            throw ArmErrors.BadRequest("RunCommandDisabled", "Run command is disabled for this managed cluster.");
        if (cluster.UsesEntra && (!body.TryGetProperty("clusterToken", out var token) || string.IsNullOrEmpty(token.GetString())))
            throw ArmErrors.BadRequest("ClusterTokenRequired", "The cluster has Azure AD enabled, so clusterToken is required.");
        var now = services.Clock.UtcNow;
        var started = new RunningCommand(Guid.NewGuid().ToString("N"), cluster.Id, command, now, now + services.Settings.RunCommandDuration);
        services.State.Pods.Add(started);
        return Running(request, cluster, started);
    }

    private ArmResponse Result(ArmRequest request, string id)
    {
        ApiVersions.RequireAny(request);
        var cluster = _guard.Cluster(request.Arm);
        if (services.State.Pods.FindCommand(id) is not { } command || command.ClusterId != cluster.Id)
            throw ArmErrors.ServiceNotFound("NotFound", $"The command '{id}' was not found.");
        if (services.Clock.UtcNow < command.EndsAt)
            return Running(request, cluster, command);
        var (logs, exitCode) = Run(cluster, command.Command);
        if (Encoding.UTF8.GetByteCount(logs) > services.Settings.RunCommandLimit)
            logs = logs[..services.Settings.RunCommandLimit];
        return ArmResponse.Ok(w =>
        {
            w.WriteStartObject();
            w.WriteString("id", command.Id);
            w.WriteStartObject("properties");
            if (services.Settings.RunCommandFailure is { } reason)
            {
                w.WriteString("provisioningState", "failed");
                w.WriteString("reason", reason);
            }
            else
            {
                w.WriteString("provisioningState", "succeeded");
                w.WriteNumber("exitCode", exitCode);
                w.WriteString("startedAt", ArmJson.Time(command.StartedAt));
                w.WriteString("finishedAt", ArmJson.Time(command.EndsAt));
                w.WriteString("logs", logs);
            }

            w.WriteEndObject();
            w.WriteEndObject();
        });
    }

    private static ArmResponse Running(ArmRequest request, Cluster cluster, RunningCommand command) =>
        ArmResponse.Empty(StatusCodes.Status202Accepted).With(
            "Location",
            $"{request.BaseAddress}/subscriptions/{cluster.SubscriptionId}/resourcegroups/{Uri.EscapeDataString(cluster.ResourceGroup)}/providers/Microsoft.ContainerService"
            + $"/managedClusters/{Uri.EscapeDataString(cluster.Name)}/commandResults/{command.Id}?api-version={Uri.EscapeDataString(request.Query["api-version"]!)}");

    private (string Logs, int ExitCode) Run(Cluster cluster, string command)
    {
        if (services.Settings.RunCommandOutput is { } output)
            return (output, 1);
        var namespaces = Get().Matches(command).Select(match => match.Groups["namespace"].Value).ToList();
        if (namespaces.Count == 0)
            return ($"sh: {command.Split(' ')[0]}: command not found\n", 127);
        var filtered = command.Contains("jq -c '", StringComparison.Ordinal);
        var logs = new StringBuilder();
        foreach (var name in namespaces)
        {
            var items = services.State.Pods.List(cluster.Id).Where(item => item.GetProperty("metadata").GetProperty("namespace").GetString() == name).ToList();
            if (filtered)
            {
                foreach (var item in items.Where(item => !IsNormalEvent(item)))
                    logs.Append(Filtered(item)).Append('\n');
            }
            else
            {
                logs.Append("{\n    \"apiVersion\": \"v1\",\n    \"items\": [").AppendJoin(',', items.Select(item => item.GetRawText()))
                    .Append("],\n    \"kind\": \"List\",\n    \"metadata\": {\n        \"resourceVersion\": \"\"\n    }\n}\n");
            }
        }

        return (logs.ToString(), 0);
    }

    private static bool IsNormalEvent(JsonElement item) =>
        item.GetProperty("kind").GetString() == "Event" && item.TryGetProperty("type", out var type) && type.GetString() == "Normal";

    private static string Filtered(JsonElement item) => Encoding.UTF8.GetString(ArmJson.Write(w =>
    {
        w.WriteStartObject();
        Copy(w, item, Kept);
        foreach (var (part, kept) in new[] { ("metadata", KeptMetadata), ("spec", KeptSpecification) })
        {
            w.WriteStartObject(part);
            if (item.TryGetProperty(part, out var value))
                Copy(w, value, kept);
            w.WriteEndObject();
        }

        w.WriteEndObject();
    }).Span);

    private static void Copy(Utf8JsonWriter w, JsonElement from, string[] names)
    {
        foreach (var property in from.EnumerateObject().Where(property => names.Contains(property.Name) && property.Value.ValueKind != JsonValueKind.Null))
            property.WriteTo(w);
    }

    [GeneratedRegex(@"\bkubectl get \S+ -n (?<namespace>[a-z0-9-]+) -o json\b", RegexOptions.CultureInvariant)]
    private static partial Regex Get();
}
