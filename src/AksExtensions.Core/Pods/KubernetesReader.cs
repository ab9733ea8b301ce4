using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AksExtensions.Pods;

/// <summary>
/// Reads objects of a cluster from the JSON of <c>kubectl -o json</c>, and from the properties of kubernetesResources, whose names and places differ a
/// little. Texts are untrusted: they are made safe to show, and invalid parts are left out.
/// </summary>
internal static partial class KubernetesReader
{
    private const int LongestText = 4096;

    /// <summary>Reads one object.</summary>
    /// <param name="json">Its JSON.</param>
    /// <param name="now">The time, to which the age of events is relative.</param>
    /// <returns>A <see cref="KubernetesObject"/> or an <see cref="ObjectEvent"/>; null when the text is neither.</returns>
    public static object? Read(string json, DateTimeOffset now)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new() { MaxDepth = 64 });
            return Read(document.RootElement, now);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // The name of a property that is half a character is refused only when it is compared.
            return null;
        }
    }

    private static object? Read(JsonElement item, DateTimeOffset now)
    {
        var kind = Text(item, "kind");
        var metadata = Object(item, "metadata");
        if (kind == "Event")
        {
            var about = Object(item, "involvedObject") is { ValueKind: JsonValueKind.Object } involved ? involved : Object(item, "regarding");
            return Text(about, "kind") is { } aboutKind && Text(about, "name") is { } aboutName && Text(item, "type") != "Normal"
                ? new ObjectEvent($"{aboutKind}/{aboutName}", Text(about, "namespace") ?? Text(metadata, "namespace"), Event(item, now))
                : null;
        }

        if (kind is null || Text(metadata, "name") is not { } name)
        {
            return null;
        }

        var (spec, status) = (Object(item, "spec"), Object(item, "status"));
        return new KubernetesObject
        {
            Kind = kind,
            Name = name,
            Namespace = Text(metadata, "namespace") ?? Text(metadata, "namespaceName"),
            Owner = OwnerOf(metadata),
            Created = Time(metadata, "creationTimestamp"),
            Deleted = Time(metadata, "deletionTimestamp"),
            Node = Text(spec, "nodeName"),
            Phase = Text(status, "phase"),
            Reason = Text(status, "reason"),
            Message = Text(status, "message"),
            Conditions = [.. Array(status, "conditions").Select(condition => new Condition(
                Text(condition, "type"), Text(condition, "status"), Text(condition, "reason"), Text(condition, "message")))],
            Containers = [
                .. Array(status, "initContainerStatuses").Select(container => Container(container, isInit: true)),
                .. Array(status, "containerStatuses").Select(container => Container(container, isInit: false)),
            ],
            Desired = kind == "DaemonSet" ? Number(status, "desiredNumberScheduled") : Number(spec, "replicas"),
            Ready = kind switch
            {
                "DaemonSet" => Number(status, "numberReady") ?? 0,
                "Job" => (Number(status, "active") ?? Number(status, "activeJobCount") ?? 0) + (Number(status, "succeeded") ?? Number(status, "succeededJobCount") ?? 0),
                _ => Number(status, "readyReplicas") ?? 0,
            },
            Events = [.. Array(item, "events").Where(happening => Text(happening, "type") != "Normal").Select(happening => Event(happening, now))],
        };
    }

    private static string? OwnerOf(JsonElement metadata)
    {
        var owners = Array(metadata, "ownerReferences").ToList();
        var owner = owners.FirstOrDefault(candidate => candidate.TryGetProperty("controller", out var controls) && controls.ValueKind == JsonValueKind.True);
        owner = owner.ValueKind == JsonValueKind.Undefined ? owners.FirstOrDefault() : owner;
        return Text(owner, "kind") is { } kind && Text(owner, "name") is { } name ? $"{kind}/{name}" : null;
    }

    private static ContainerState Container(JsonElement container, bool isInit)
    {
        var state = Object(container, "state");
        var waiting = Object(state, "waiting");
        return new()
        {
            Name = Text(container, "name") ?? string.Empty,
            IsInit = isInit,
            IsReady = container.TryGetProperty("ready", out var ready) && ready.ValueKind == JsonValueKind.True,
            RestartCount = Number(container, "restartCount") ?? 0,
            Waiting = waiting.ValueKind == JsonValueKind.Object ? new(Text(waiting, "reason"), Text(waiting, "message")) : null,
            Running = Time(Object(state, "running"), "startedAt"),
            Terminated = Terminated(state),
            LastTerminated = Terminated(Object(container, "lastState")),
        };
    }

    private static Termination? Terminated(JsonElement state) => Object(state, "terminated") is { ValueKind: JsonValueKind.Object } ended
        ? new(Number(ended, "exitCode") ?? 0, Text(ended, "reason"), Text(ended, "message"))
        : null;

    private static PodEvent Event(JsonElement happening, DateTimeOffset now)
    {
        var series = Object(happening, "series");
        var time = Time(series, "lastObservedTime") ?? Time(happening, "lastTimestamp") ?? Time(happening, "deprecatedLastTimestamp")
            ?? Time(happening, "eventTime") ?? Time(happening, "firstTimestamp") ?? Ago(Text(happening, "age"), now);
        return new(
            Text(happening, "reason"), Text(happening, "message") ?? Text(happening, "note"), time,
            Math.Max(1, Number(happening, "count") ?? Number(series, "count") ?? 1));
    }

    // kubernetesResources gives the age as kubectl shows it, such as 2m28s or 58d.
    private static DateTimeOffset? Ago(string? age, DateTimeOffset now)
    {
        if (age is null || age.Length > 20 || AgeParts().Matches(age) is not { Count: > 0 } parts)
        {
            return null;
        }

        var seconds = parts.Sum(part => double.Parse(part.Groups[1].Value, CultureInfo.InvariantCulture) * part.Groups[2].Value switch
        {
            "y" => 31_536_000,
            "d" => 86_400,
            "h" => 3_600,
            "m" => 60,
            _ => 1,
        });
        return seconds < 1e9 ? now - TimeSpan.FromSeconds(seconds) : null;
    }

    private static JsonElement Object(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : default;

    private static IEnumerable<JsonElement> Array(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object)
            : [];

    private static string? Text(JsonElement parent, string name)
    {
        if (parent.ValueKind != JsonValueKind.Object || !parent.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            var text = value.GetString()!;
            return text.Length == 0 ? null : Readable.Text(text.Length <= LongestText ? text : text[..LongestText]);
        }
        catch (InvalidOperationException)
        {
            // Half a character, as an escape.
            return null;
        }
    }

    private static int? Number(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt32(out var number) ? number : null;

    private static DateTimeOffset? Time(JsonElement parent, string name) =>
        DateTimeOffset.TryParse(Text(parent, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time : null;

    [GeneratedRegex(@"([0-9]+)([ydhms])", RegexOptions.CultureInvariant)]
    private static partial Regex AgeParts();
}
