using System.Text.Json;

namespace AksExtensions.Emulator.Resources;

/// <summary>The objects of Kubernetes in clusters, and the commands that were run there. Not in the state file.</summary>
internal sealed class PodStore(Lock gate)
{
    private readonly Dictionary<string, IReadOnlyList<JsonElement>> _objects = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, RunningCommand> _commands = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Replaces the objects of a cluster.</summary>
    /// <param name="clusterId">The cluster.</param>
    /// <param name="objects">Objects, or lists of them, as <c>kubectl get -o json</c> shows them.</param>
    public void Put(string clusterId, JsonElement objects)
    {
        List<JsonElement> all = [.. Flatten(objects).Select(item => item.Clone())];
        lock (gate)
            _objects[clusterId] = all;
    }

    public IReadOnlyList<JsonElement> List(string clusterId)
    {
        lock (gate)
            return _objects.GetValueOrDefault(clusterId) ?? [];
    }

    public void Add(RunningCommand command)
    {
        lock (gate)
            _commands[command.Id] = command;
    }

    public RunningCommand? FindCommand(string id)
    {
        lock (gate)
            return _commands.GetValueOrDefault(id);
    }

    public void Clear()
    {
        lock (gate)
        {
            _objects.Clear();
            _commands.Clear();
        }
    }

    private static IEnumerable<JsonElement> Flatten(JsonElement objects) => objects.ValueKind switch
    {
        JsonValueKind.Array => objects.EnumerateArray().SelectMany(Flatten),
        JsonValueKind.Object when objects.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Array => Flatten(items),
        JsonValueKind.Object => [objects],
        _ => [],
    };
}

/// <summary>A command in a cluster. Its end is known when it starts.</summary>
internal sealed record RunningCommand(string Id, string ClusterId, string Command, DateTimeOffset StartedAt, DateTimeOffset EndsAt);
