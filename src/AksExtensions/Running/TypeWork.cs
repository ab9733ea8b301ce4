using System.Collections.Concurrent;
using AksExtensions.Arm;
using AksExtensions.Catalogue;
using AksExtensions.Pipeline;

namespace AksExtensions.Running;

/// <summary>What a command reads for the types of extension, and reports about them. Any thread.</summary>
/// <param name="service">Azure Resource Manager.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class TypeWork(IArmService service, TimeProvider timeProvider)
{
    private readonly ConcurrentDictionary<string, bool> _said = new(StringComparer.Ordinal);

    /// <summary>Completes requests; the resources that they share are read once.</summary>
    public RequestCompletion Completion { get; } = new(service, timeProvider);

    /// <summary>Reports what was added to a request, and the warnings that other clusters did not have.</summary>
    public void Report<T>(string? extensionType, CompletedRequest<T> completed, CommandSink sink)
    {
        TypeReport.WriteAdded(sink.Verbose, extensionType, completed.Added);
        foreach (var finding in completed.Findings)
        {
            Warn(finding, sink);
        }
    }

    /// <summary>Warns, once for all clusters with the same text.</summary>
    public void Warn(TypeFinding finding, CommandSink sink)
    {
        var text = Messages.TypeFinding(finding.Text, finding.WayOut);
        if (_said.TryAdd(text, true))
        {
            sink.Warn(text);
        }
    }
}
