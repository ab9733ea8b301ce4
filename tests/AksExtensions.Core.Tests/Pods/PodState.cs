using System.Text.Json;

namespace AksExtensions.Core.Tests.Pods;

/// <summary>A namespace in a state: an entry of states.json. All are of 1 October 2026, seen at 10:30.</summary>
/// <param name="State">The state.</param>
/// <param name="Expect">What is not well; empty when all is.</param>
/// <param name="Document">What <c>kubectl get -o json</c> answers.</param>
public sealed record PodState(string State, IReadOnlyList<ExpectedPod> Expect, JsonElement Document)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, IndentSize = 4 };

    public static DateTimeOffset Now { get; } = new(2026, 10, 1, 10, 30, 0, TimeSpan.Zero);

    public static IReadOnlyList<PodState> All { get; } = Load();

    /// <summary>The document as text, with the white space of kubectl.</summary>
    public string Text => JsonSerializer.Serialize(Document, Indented);

    private static IReadOnlyList<PodState> Load()
    {
        using var file = typeof(PodState).Assembly.GetManifestResourceStream("states.json")!;
        return JsonSerializer.Deserialize<IReadOnlyList<PodState>>(file, Json)!;
    }
}

/// <summary>What is not well in a namespace.</summary>
public sealed record ExpectedPod(string Kind, string Name, string Reason, string? Cause, string? Container = null, int? ExitCode = null);
