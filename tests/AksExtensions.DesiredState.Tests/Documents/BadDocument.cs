namespace AksExtensions.DesiredState.Tests;

/// <summary>A document of bad.txt.</summary>
/// <param name="Name">The fault.</param>
/// <param name="Text">The document.</param>
/// <param name="Faults">The expected errors, in order.</param>
/// <param name="SchemaAccepts">Whether a JSON schema cannot detect it.</param>
internal sealed record BadDocument(string Name, string Text, IReadOnlyList<string> Faults, bool SchemaAccepts)
{
    private const string Head = "### ";
    private const string Fault = "=> ";
    private const string Accepts = "schema: accepts";

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyDictionary<string, BadDocument> All { get; } = Read().ToDictionary(document => document.Name);

    private static IEnumerable<BadDocument> Read()
    {
        foreach (var part in Samples.Resource("bad.txt").ReplaceLineEndings("\n").Split($"\n{Head}").Skip(1))
        {
            var lines = part.TrimEnd('\n').Split('\n');
            var said = lines.Where(line => line.StartsWith(Fault, StringComparison.Ordinal)).Select(line => line[Fault.Length..]).ToList();
            yield return new(
                lines[0],
                string.Concat(lines.Skip(1).Where(line => !line.StartsWith(Fault, StringComparison.Ordinal)).Select(line => line + "\n")),
                [.. said.Where(line => line != Accepts)],
                said.Contains(Accepts));
        }
    }
}
