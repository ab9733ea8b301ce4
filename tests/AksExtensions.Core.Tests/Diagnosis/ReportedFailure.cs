using System.Text.Json;

namespace AksExtensions.Core.Tests.Diagnosis;

/// <summary>A reported failure, or a text of Helm or Kubernetes: an entry of failures.json.</summary>
/// <param name="Cause">The expected cause; null when the module does not know the cause.</param>
/// <param name="Source">Where it was reported; of a text that was made, the source file or page that has its phrase.</param>
/// <param name="Text">The text of Azure, Helm or Kubernetes, without anyone's IDs.</param>
/// <param name="Note">How it differs from a status message of an extension; null when it does not.</param>
/// <param name="Made">Whether the text was made for this test, with names and an order of its own around the phrase of its source.</param>
public sealed record ReportedFailure(string? Cause, string Source, string Text, string? Note = null, bool Made = false)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static IReadOnlyList<ReportedFailure> All { get; } = Load();

    private static IReadOnlyList<ReportedFailure> Load()
    {
        using var file = typeof(ReportedFailure).Assembly.GetManifestResourceStream("failures.json")!;
        return JsonSerializer.Deserialize<IReadOnlyList<ReportedFailure>>(file, Json)!;
    }
}
