using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using AksExtensions.Emulator.Http;
using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.StateFiles;

/// <summary>The state as a JSON file. Of protected settings, only the keys are written.</summary>
internal sealed class StateFile(string path, ArmState state, EmulatorClock clock)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The content of the file. Extensions have the format of the service.</summary>
    private sealed record Content
    {
        public Subscription[] Subscriptions { get; init; } = [];

        public ResourceGroup[] ResourceGroups { get; init; } = [];

        public ProviderRegistration[] Providers { get; init; } = [];

        public Cluster[] Clusters { get; init; } = [];

        public JsonNode[] Extensions { get; init; } = [];

        public ExtensionOperation[] Operations { get; init; } = [];

        public ResourceLock[] Locks { get; init; } = [];

        public StorageAccount[] StorageAccounts { get; init; } = [];

        public RoleAssignment[] RoleAssignments { get; init; } = [];
    }

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>Loads the state from the file; false when the file does not exist.</summary>
    /// <exception cref="IOException">The file is not a state file.</exception>
    public bool Load()
    {
        if (!File.Exists(Path))
            return false;
        Content content;
        try
        {
            using var stream = File.OpenRead(Path);
            content = JsonSerializer.Deserialize<Content>(stream, Options) ?? throw new JsonException("The file holds null.");
        }
        catch (JsonException e)
        {
            throw new IOException($"The state file '{Path}' cannot be read: {e.Message}", e);
        }

        state.Clear();
        foreach (var subscription in content.Subscriptions)
            state.Subscriptions.Add(subscription);
        foreach (var group in content.ResourceGroups)
            state.Subscriptions.AddGroup(group);
        foreach (var registration in content.Providers)
            state.Subscriptions.Set(registration);
        state.Clusters.Add(content.Clusters);
        foreach (var extension in content.Extensions)
            state.Extensions.Place(ExtensionJson.Read(extension.Deserialize<JsonElement>(), clock.UtcNow));
        foreach (var operation in content.Operations)
            state.Extensions.Restore(operation);
        foreach (var resourceLock in content.Locks)
            state.Access.Add(resourceLock);
        foreach (var account in content.StorageAccounts)
            state.StorageAccounts.Add(account);
        foreach (var assignment in content.RoleAssignments)
            state.AddRoleAssignment(assignment);
        return true;
    }

    /// <summary>Writes the state to a temporary file and then replaces the file, so that readers never see half of it.</summary>
    public void Save()
    {
        var subscriptions = state.Subscriptions.List();
        var content = new Content
        {
            Subscriptions = [.. subscriptions],
            ResourceGroups = [.. subscriptions.SelectMany(s => state.Subscriptions.ListGroups(s.Id))],
            Providers = [.. state.Subscriptions.ListRegistrations()],
            Clusters = [.. state.Clusters.ListAll()],
            Extensions = [.. state.Extensions.ListAll().Select(ToJson)],
            Operations = [.. state.Extensions.Operations()],
            Locks = [.. state.Access.Locks()],
            StorageAccounts = [.. state.StorageAccounts.ListAll()],
            RoleAssignments = [.. state.GetRoleAssignments()],
        };
        var temporary = Path + ".new";
        using (var stream = File.Create(temporary))
            JsonSerializer.Serialize(stream, content, Options);
        File.Move(temporary, Path, overwrite: true);
    }

    private static JsonNode ToJson(Extension extension) =>
        JsonNode.Parse(ArmJson.Write(w => ExtensionJson.Write(w, extension, ApiVersions.Extensions[0])).Span)!;
}
