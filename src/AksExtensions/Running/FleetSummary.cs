using System.Collections.Concurrent;
using System.Management.Automation.Host;
using AksExtensions.Commands;
using AksExtensions.Connection;
using AksExtensions.Pipeline;

namespace AksExtensions.Running;

/// <summary>The summary of a command on many targets: how many succeeded, and each failure with its reason.</summary>
internal sealed class FleetSummary
{
    private const int MostFailures = 20;

    private readonly ConcurrentQueue<string> _reasons = new();
    private bool _isWritten;

    /// <summary>Records a failure. Any thread.</summary>
    public void Add(AksExtensionException failure) => _reasons.Enqueue(failure.Message);

    /// <summary>Writes the summary to the host once, on the pipeline's thread; nothing with one target, in a job, or in an unattended session.</summary>
    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="done">The number of targets.</param>
    /// <param name="failed">The number of those that failed.</param>
    /// <param name="isAll">Whether no target remains; some do when the command was stopped or gave up.</param>
    public void Write(PSCmdlet cmdlet, int done, int failed, bool isAll)
    {
        // Of a command that gives up, workers can still fail while this is written. Output says what reading found, also where a check failed.
        var reasons = _reasons.Take(failed).ToList();
        var isChange = cmdlet is SettingsClusterCmdlet or RemoveAksClusterExtensionCommand or SyncAksClusterExtensionCommand;
        if (done + (isAll ? 0 : 1) < 2 || (reasons.Count == 0 && !isChange) || cmdlet.IsPreferred("WhatIf") || CommandJob.Current is not null
            || _isWritten || !Person.Sees(cmdlet.Host))
        {
            return;
        }

        _isWritten = true;

        var width = Width(cmdlet.Host) - 3;
        var lines = reasons.Take(MostFailures).Select(reason => $"  {Readable.Line(reason, width)}").Prepend(Messages.Done(done, failed, isAll)).ToList();
        if (reasons.Count > MostFailures)
        {
            lines.Add(Messages.MoreFailures(reasons.Count - MostFailures));
        }

        var text = string.Join(Environment.NewLine, lines);
        if (cmdlet.Stopping)
        {
            // The streams of a stopped pipeline are closed.
            cmdlet.Host.UI.WriteLine(text);
        }
        else
        {
            cmdlet.WriteInformation(new HostInformationMessage { Message = text }, ["PSHOST"]);
        }
    }

    // Leaves room for the indentation, so that no line wraps.
    private static int Width(PSHost host)
    {
        const int Usual = 120;
        try
        {
            return host.UI.RawUI?.BufferSize.Width is > 40 and var width ? width : Usual;
        }
        catch (Exception failure) when (failure is HostException or NotImplementedException or NotSupportedException or InvalidOperationException or IOException)
        {
            // Hosts without a window, such as a remote session's, refuse to say how wide it is.
            return Usual;
        }
    }
}
