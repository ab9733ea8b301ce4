using System.Text.RegularExpressions;

namespace AksExtensions.Emulator.Faults;

/// <summary>Determines the role of each request in a command. A GET of an extension is a check until a change of it is received.</summary>
internal sealed partial class RequestPlaces
{
    private readonly HashSet<string> _changed = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Records a request and returns its role; null when it is not about the extensions of a cluster.</summary>
    public FaultPlace? Note(string method, string target)
    {
        var match = Extensions().Match(target);
        if (!match.Success)
            return null;
        var instance = match.Groups["instance"];
        if (!instance.Success)
            return method == "GET" ? FaultPlace.List : null;
        if (match.Groups["operation"].Success)
            return FaultPlace.Poll;
        if (method == "GET")
            return _changed.Contains(instance.Value) ? FaultPlace.FinalRead : FaultPlace.Look;
        _changed.Add(instance.Value);
        return FaultPlace.Change;
    }

    public void Forget() => _changed.Clear();

    [GeneratedRegex(
        @"^(?:(?<instance>[^?]*/Microsoft\.KubernetesConfiguration/extensions/[^/?]+)(?<operation>/operations/[^/?]+)?"
        + @"|[^?]*/Microsoft\.KubernetesConfiguration/extensions)/?(?:\?|$)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Extensions();
}
