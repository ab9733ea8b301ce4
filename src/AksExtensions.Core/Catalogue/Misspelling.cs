namespace AksExtensions.Catalogue;

/// <summary>Finds the known key that a misspelled one stands for.</summary>
internal static class Misspelling
{
    private const int LongKey = 8;
    private const int ShortKey = 4;

    /// <summary>Returns the nearest known key when it is so near that the other one is probably a typo; otherwise null.</summary>
    public static string? Nearest(string key, IEnumerable<string> known)
    {
        var most = key.Length >= LongKey ? 2 : key.Length >= ShortKey ? 1 : 0;
        return known
            // A key with a different number of parts is a different key.
            .Where(candidate => !candidate.EndsWith('*') && Math.Abs(candidate.Length - key.Length) <= most
                && candidate.Count(letter => letter == '.') == key.Count(letter => letter == '.'))
            // A different case is a typo too, because keys are case-sensitive.
            .Select(candidate => (Key: candidate, Distance: Distance(key.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .Where(candidate => candidate.Distance <= most || key.Equals(candidate.Key, StringComparison.OrdinalIgnoreCase))
            .OrderBy(candidate => candidate.Distance)
            .Select(candidate => candidate.Key)
            .FirstOrDefault();
    }

    /// <summary>The number of letters to insert, remove, replace or swap with their neighbor.</summary>
    public static int Distance(string left, string right)
    {
        var rows = new int[left.Length + 1, right.Length + 1];
        for (var row = 0; row <= left.Length; row++)
        {
            for (var column = 0; column <= right.Length; column++)
            {
                if (row == 0 || column == 0)
                {
                    rows[row, column] = row + column;
                    continue;
                }

                var differs = left[row - 1] == right[column - 1] ? 0 : 1;
                var least = Math.Min(Math.Min(rows[row - 1, column], rows[row, column - 1]) + 1, rows[row - 1, column - 1] + differs);
                var isSwapped = row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1];
                rows[row, column] = isSwapped ? Math.Min(least, rows[row - 2, column - 2] + 1) : least;
            }
        }

        return rows[left.Length, right.Length];
    }
}
