using System.Globalization;
using System.Text.Json;
using AksExtensions.Emulator.Http;
using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.Endpoints;

/// <summary>
/// Microsoft.KubernetesConfiguration/kubernetesResources, a preview: the objects of a cluster as resources, with their events, in the form of the
/// specification 2026-06-15-preview, which differs from that of kubectl.
/// </summary>
internal sealed class KubernetesResourcesEndpoint(EmulatorServices services) : IArmEndpoint
{
    private static readonly string[] Versions = ["2026-06-15-preview"];

    private readonly Guard _guard = new(services.State);

    public ArmResponse? Answer(ArmRequest request)
    {
        if (request.Arm.Providers is not [_, { Parts: [_, ..] } provider]
            || !provider.IsNamespace(ResourceIds.ExtensionsNamespace)
            || !provider.IsAt(0, "kubernetesResources")
            || ResourceIds.ParseCluster(request.Arm) is null)
        {
            return null;
        }

        if (request.Method != HttpMethods.Get)
            return ArmErrors.MethodNotAllowed(request, "GET");
        ApiVersions.RequirePreview(request, ResourceIds.ExtensionsNamespace, Versions, services.Settings.KubernetesResourcesAvailable);
        var cluster = _guard.Cluster(request.Arm);
        var all = services.State.Pods.List(cluster.Id);
        var events = all.Where(item => Text(item, "kind") == "Event").ToLookup(item => Key(item.GetProperty("involvedObject")));
        var items = all.Where(item => Text(item, "kind") != "Event").ToList();
        if (provider.Parts is [_, var name])
        {
            return items.FirstOrDefault(item => NameOf(item) == name) is { ValueKind: JsonValueKind.Object } found
                ? ArmResponse.Ok(w => Write(w, cluster, found, events[Key(found)]))
                : throw ArmErrors.ServiceNotFound("ResourceNotFound", $"KubernetesResource '{name}' was not found.");
        }

        return Paging.Page(request, services.Settings, items, (w, item) => Write(w, cluster, item, events[Key(item)]));
    }

    private void Write(Utf8JsonWriter w, Cluster cluster, JsonElement item, IEnumerable<JsonElement> events)
    {
        var (metadata, spec, status) = (Part(item, "metadata"), Part(item, "spec"), Part(item, "status"));
        w.WriteStartObject();
        w.WriteString("id", $"{cluster.Id}/providers/{ResourceIds.ExtensionsNamespace}/kubernetesResources/{NameOf(item)}");
        w.WriteString("name", NameOf(item));
        w.WriteString("type", $"{ResourceIds.ExtensionsNamespace}/kubernetesResources");
        w.WriteStartObject("properties");
        w.WriteString("apiVersion", Text(item, "apiVersion"));
        w.WriteString("kind", Text(item, "kind"));
        w.WriteStartObject("metadata");
        w.WriteString("name", Text(metadata, "name"));
        w.WriteString("namespaceName", Text(metadata, "namespace"));
        Copy(w, metadata, "uid", "creationTimestamp", "deletionTimestamp", "ownerReferences");
        WriteLabels(w, Part(metadata, "labels"));
        w.WriteEndObject();
        w.WriteStartObject("spec");
        Copy(w, spec, "nodeName", "replicas", "containers", "restartPolicy", "serviceAccountName", "backoffLimit", "storageClassName");
        w.WriteEndObject();
        w.WriteStartObject("status");
        Copy(
            w, status, "phase", "message", "reason", "conditions", "containerStatuses", "initContainerStatuses", "replicas", "readyReplicas",
            "desiredNumberScheduled", "numberReady", "startTime", "qosClass");
        foreach (var (from, to) in new[] { ("active", "activeJobCount"), ("succeeded", "succeededJobCount"), ("failed", "failedJobCount") })
        {
            if (status.ValueKind == JsonValueKind.Object && status.TryGetProperty(from, out var count))
                w.WriteNumber(to, count.GetInt32());
        }

        w.WriteEndObject();
        w.WriteStartArray("events");
        foreach (var happening in events)
            WriteEvent(w, happening);
        w.WriteEndArray();
        // The examples of the specification have the inventory's own name here.
        w.WriteString("attachedToExtension", "azure-kube-inventory");
        w.WriteEndObject();
        w.WriteEndObject();
    }

    private static void WriteLabels(Utf8JsonWriter w, JsonElement labels)
    {
        if (labels.ValueKind != JsonValueKind.Object)
            return;
        w.WriteStartArray("labels");
        foreach (var label in labels.EnumerateObject())
        {
            w.WriteStartObject();
            w.WriteString("name", label.Name);
            w.WriteString("value", label.Value.GetString());
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    private void WriteEvent(Utf8JsonWriter w, JsonElement happening)
    {
        var age = services.Clock.UtcNow - DateTimeOffset.Parse(Text(happening, "lastTimestamp")!, CultureInfo.InvariantCulture);
        w.WriteStartObject();
        Copy(w, happening, "type", "reason");
        var (hours, minutes, seconds) = ((int)age.TotalHours, Math.Max(0, age.Minutes), Math.Max(0, age.Seconds));
        w.WriteString("age", hours > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{hours}h{minutes}m") : string.Create(CultureInfo.InvariantCulture, $"{minutes}m{seconds}s"));
        w.WriteString("from", happening.TryGetProperty("source", out var source) ? Text(source, "component") : null);
        Copy(w, happening, "message");
        w.WriteEndObject();
    }

    private static string NameOf(JsonElement item)
    {
        var metadata = item.GetProperty("metadata");
        return $"{Text(item, "kind")!.ToLowerInvariant()}-{Text(metadata, "name")}-{Text(metadata, "namespace")}";
    }

    private static string Key(JsonElement item)
    {
        var metadata = item.TryGetProperty("metadata", out var own) ? own : item;
        return $"{Text(item, "kind")}/{Text(metadata, "namespace")}/{Text(metadata, "name")}";
    }

    private static JsonElement Part(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var part) ? part : default;

    private static string? Text(JsonElement item, string name) => Part(item, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static void Copy(Utf8JsonWriter w, JsonElement from, params string[] names)
    {
        if (from.ValueKind != JsonValueKind.Object)
            return;
        foreach (var property in from.EnumerateObject().Where(property => names.Contains(property.Name)))
            property.WriteTo(w);
    }
}
