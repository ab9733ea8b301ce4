namespace AksExtensions.Catalogue;

/// <summary>Finds the known keys that an unknown key might stand for.</summary>
internal static class UnknownKey
{
    // More suggestions would not help.
    private const int Most = 3;

    /// <summary>Returns suggestions, the most likely one first; none when the key is probably another setting.</summary>
    /// <param name="key">The unknown key.</param>
    /// <param name="known">The known keys. A <c>*</c> at the end of a key stands for the keys below it.</param>
    public static IReadOnlyList<string> Meant(string key, IReadOnlyList<string> known)
    {
        IReadOnlyList<string>[] ways =
        [
            Below(key, known),
            Misspelling.Nearest(key, known) is { } nearest ? [nearest] : [],
            WithoutPrefix(key, known),
            WithExtraPrefix(key, known),
        ];
        return ways.FirstOrDefault(found => found.Count > 0)?.Take(Most).ToList() ?? [];
    }

    // 'global.ha' for 'global.ha.enabled': Helm would set a text where the chart expects an object.
    private static List<string> Below(string key, IReadOnlyList<string> known) =>
        [.. known.Where(candidate => candidate.StartsWith(key + ".", StringComparison.OrdinalIgnoreCase)).Select(candidate => candidate.TrimEnd('*'))];

    // 'ha.enabled' for 'global.ha.enabled', and 'storagePool.install.name' for 'global.cli.storagePool.install.*'.
    private static List<string> WithoutPrefix(string key, IReadOnlyList<string> known) =>
        [.. known.Select(candidate => Tails(candidate).Select(tail => Fits(candidate, tail, key)).FirstOrDefault(meant => meant is not null)).OfType<string>().Distinct()];

    // 'dapr.global.ha.enabled' for 'global.ha.enabled': the name of the chart is not part of the key.
    private static List<string> WithExtraPrefix(string key, IReadOnlyList<string> known) =>
        [.. known.Where(candidate => candidate.Contains('.', StringComparison.Ordinal) && !candidate.EndsWith('*')
            && key.EndsWith("." + candidate, StringComparison.OrdinalIgnoreCase))];

    private static string? Fits(string candidate, string tail, string key)
    {
        if (!candidate.EndsWith('*'))
        {
            return key.Equals(tail, StringComparison.OrdinalIgnoreCase) ? candidate : null;
        }

        var below = tail[..^1];
        return below.Length > 0 && key.Length > below.Length && key.StartsWith(below, StringComparison.OrdinalIgnoreCase)
            ? candidate[..^tail.Length] + key : null;
    }

    private static IEnumerable<string> Tails(string key)
    {
        for (var dot = key.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = key.IndexOf('.', dot + 1))
        {
            yield return key[(dot + 1)..];
        }
    }
}
