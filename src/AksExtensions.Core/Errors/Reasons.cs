namespace AksExtensions;

/// <summary>What Azure says of a failure, which it often says several times: in an error, in its details, and in the statuses of the instance.</summary>
internal static class Reasons
{
    /// <summary>The lines without those whose message another one says as well. Nothing that is said only once is lost.</summary>
    /// <param name="lines">Code and message, or one of them.</param>
    public static List<string> Distinct(IEnumerable<string> lines)
    {
        var all = lines.Where(line => line.Length > 0).Distinct().ToList();
        return all.Where((line, index) => !all.Where((other, place) =>
            (other.Length > line.Length || (other.Length == line.Length && place < index))
            && other.Contains(Message(line), StringComparison.Ordinal)).Any()).ToList();
    }

    // What stands behind the code; a line without one is a message.
    private static string Message(string line)
    {
        var end = line.IndexOf(": ", StringComparison.Ordinal);
        return end > 0 && !line.AsSpan(0, end).Contains(' ') ? line[(end + 2)..].Trim() : line;
    }
}
