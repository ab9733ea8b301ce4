using System.Globalization;

namespace AksExtensions.Catalogue;

/// <summary>
/// Compares versions: numbers by value, a preview before its release, and Microsoft's rebuild (<c>1.14.4-msft.1</c>) after the version that it is
/// built from.
/// </summary>
internal static class VersionOrder
{
    /// <summary>Negative when the left version is older; 0 when they are equal or one of them is not known.</summary>
    public static int Compare(string? left, string? right)
    {
        if (string.IsNullOrEmpty(left) || string.IsNullOrEmpty(right))
        {
            return 0;
        }

        var (leftCore, leftPreview) = Split(left);
        var (rightCore, rightPreview) = Split(right);
        var order = ComparePieces(leftCore, rightCore, missing: "0");
        order = order != 0 ? order : Rank(leftPreview) - Rank(rightPreview);
        return order != 0 ? order : ComparePieces(leftPreview, rightPreview, missing: string.Empty);
    }

    /// <summary>A text that sorts as <see cref="Compare"/> does; empty when the version is not known.</summary>
    public static string Key(string? version)
    {
        if (string.IsNullOrEmpty(version))
        {
            return string.Empty;
        }

        var (core, suffix) = Split(version);
        return $"{string.Join('.', core.Split('.').Concat(["0", "0", "0"]).Take(4).Select(Pad))} {Rank(suffix) + 1} {string.Join('.', suffix.Split('.').Select(Pad))}".TrimEnd();

        // Longer than any number of a version that is not a date with a time.
        static string Pad(string piece) => piece.Length > 0 && piece.All(char.IsAsciiDigit) ? piece.PadLeft(14, '0') : piece;
    }

    private static int Rank(string suffix) =>
        suffix.Length == 0 ? 0
        : suffix.Equals("msft", StringComparison.OrdinalIgnoreCase) || suffix.StartsWith("msft.", StringComparison.OrdinalIgnoreCase) ? 1
        : -1;

    private static (string Core, string Preview) Split(string version)
    {
        // The part after a plus sign is build metadata and does not count.
        version = version.TrimStart('v', 'V').Split('+')[0];
        var dash = version.IndexOf('-', StringComparison.Ordinal);
        return dash < 0 ? (version, string.Empty) : (version[..dash], version[(dash + 1)..]);
    }

    private static int ComparePieces(string left, string right, string missing)
    {
        var (lefts, rights) = (left.Split('.'), right.Split('.'));
        for (var at = 0; at < Math.Max(lefts.Length, rights.Length); at++)
        {
            var (one, other) = (at < lefts.Length ? lefts[at] : missing, at < rights.Length ? rights[at] : missing);
            var order = long.TryParse(one, CultureInfo.InvariantCulture, out var number) && long.TryParse(other, CultureInfo.InvariantCulture, out var otherNumber)
                ? number.CompareTo(otherNumber)
                : string.CompareOrdinal(one, other);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }
}
