namespace AksExtensions;

/// <summary>The reasons of a failure, which Azure often reports several times: in an error, in its details, and in the statuses of the extension.</summary>
internal static class Reasons
{
    /// <summary>Removes lines whose message is contained in another line. Every message is kept once.</summary>
    /// <param name="lines">Code and message, or one of them.</param>
    public static List<string> Distinct(IEnumerable<string> lines)
    {
        var all = lines.Where(line => line.Length > 0).Distinct().ToList();
        return all.Where((line, index) => !all.Where((other, place) =>
            (other.Length > line.Length || (other.Length == line.Length && place < index))
            && other.Contains(Message(line), StringComparison.Ordinal)).Any()).ToList();
    }

    // The text after the code; a line without a code is a message.
    private static string Message(string line)
    {
        var end = line.IndexOf(": ", StringComparison.Ordinal);
        return end > 0 && !line.AsSpan(0, end).Contains(' ') ? line[(end + 2)..].Trim() : line;
    }
}
