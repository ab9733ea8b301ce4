namespace AksExtensions.Report;

/// <summary>Writes commands that a reader can copy into PowerShell.</summary>
internal static class CommandText
{
    // PowerShell ends a text in single quotes at each of these.
    private static readonly char[] Quotes = ['\'', '\u2018', '\u2019', '\u201a', '\u201b'];

    /// <summary>The command that checks an instance; null when Azure returned a name that no command accepts.</summary>
    public static string? Check(ClusterReference cluster, string name) =>
        ExtensionReference.IsName(name) ? $"Test-AksClusterExtension -Cluster '{cluster.Id}' -Name '{name}'" : null;

    /// <summary>The command that shows how drift would end; null when the file's name has characters that a reader could not see.</summary>
    public static string? Plan(string baseline) => Readable.Text(baseline) == baseline && baseline.AsSpan().IndexOfAny('\r', '\n') < 0
        ? $"Sync-AksClusterExtension -Baseline '{string.Concat(baseline.Select(character => Quotes.Contains(character) ? $"{character}{character}" : character.ToString()))}' -WhatIf"
        : null;
}
