using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using AksExtensions.Connection;

namespace AksExtensions.Pipeline;

/// <summary>
/// A command as a job: in a runspace of its own in this process, with this session's connection. Behaves as any job does: Get-, Wait-,
/// Receive-, Stop- and Remove-Job.
/// </summary>
internal sealed class CommandJob : Job
{
    // A command in a job asks for the job by its runspace.
    private static readonly ConditionalWeakTable<Runspace, CommandJob> Jobs = [];

    private readonly object _gate = new();
    private readonly Runspace _runspace;
    private readonly PowerShell _powerShell;

    /// <summary>A job that is not started yet.</summary>
    /// <param name="cmdlet">The command's type.</param>
    /// <param name="name">The command's name.</param>
    /// <param name="parameters">What it was given.</param>
    /// <param name="line">The command as it was typed.</param>
    /// <param name="session">The connection.</param>
    /// <param name="location">The folder in which the command was typed, to which the paths of settings files are relative.</param>
    public CommandJob(Type cmdlet, string name, IDictionary parameters, string line, AksSession session, string location)
        : base(line, name)
    {
        PSJobTypeName = "AksExtensionsJob";
        var state = InitialSessionState.CreateDefault2();
        state.Commands.Add(new SessionStateCmdletEntry(name, cmdlet, helpFileName: null));
        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
        _runspace.SessionStateProxy.Path.SetLocation(location);
        session.Enter(_runspace);
        Jobs.Add(_runspace, this);
        _powerShell = PowerShell.Create();
        _powerShell.Runspace = _runspace;
        if (session.AzPowerShell is { } az)
        {
            // Tokens are asked for in the runspace where the command runs; it loads what it is to ask, in its own time.
            _powerShell.AddCommand("Import-Module").AddParameter("Name", az.Module).AddStatement();
        }

        _powerShell.AddCommand(name).AddParameters(parameters);
        _powerShell.Streams.Error = Error;
        _powerShell.Streams.Warning = Warning;
        _powerShell.Streams.Verbose = Verbose;
        _powerShell.Streams.Debug = Debug;
        _powerShell.Streams.Progress = Progress;
        _powerShell.Streams.Information = Information;
        _powerShell.InvocationStateChanged += (_, change) => Follow(change.InvocationStateInfo);
    }

    /// <summary>The job that this thread's command runs in; null when it runs in none.</summary>
    public static CommandJob? Current => Runspace.DefaultRunspace is { } runspace && Jobs.TryGetValue(runspace, out var job) ? job : null;

    /// <summary>Whether the clusters came to the command from the pipeline: one that is refused is an error, and the others are worked on.</summary>
    public bool HasList { get; init; }

    /// <summary>Warns through the job, whose reader comes later. Also when the command was stopped, and its own streams are closed.</summary>
    public void Warn(string text)
    {
        if (Warning.IsOpen)
        {
            Warning.Add(new(text));
        }
    }

    public override bool HasMoreData =>
        Output.Count > 0 || Error.Count > 0 || Warning.Count > 0 || Verbose.Count > 0 || Debug.Count > 0 || Information.Count > 0;

    public override string Location => "localhost";

    public override string StatusMessage => JobStateInfo.Reason?.Message ?? string.Empty;

    /// <summary>Starts the job.</summary>
    public void Start()
    {
        SetJobState(JobState.Running);
        _powerShell.BeginInvoke<PSObject, PSObject>(input: null, Output);
    }

    public override void StopJob()
    {
        lock (_gate)
        {
            // What has ended would be stopping for ever.
            if (IsFinished)
            {
                return;
            }

            SetJobState(JobState.Stopping);
        }

        _powerShell.Stop();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // Stops what still runs; what was started in Azure goes on there.
            _powerShell.Dispose();
            _runspace.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool IsFinished => JobStateInfo.State is JobState.Completed or JobState.Failed or JobState.Stopped;

    private void Follow(PSInvocationStateInfo state)
    {
        switch (state.State)
        {
            case PSInvocationState.Completed:
                End(JobState.Completed);
                break;
            case PSInvocationState.Failed:
                // A terminating error belongs to the job's errors too, where Receive-Job shows it.
                if (state.Reason is IContainsErrorRecord { ErrorRecord: { } record })
                {
                    Error.Add(record);
                }

                End(JobState.Failed);
                break;
            case PSInvocationState.Stopped:
                End(JobState.Stopped);
                break;
        }
    }

    private void End(JobState state)
    {
        lock (_gate)
        {
            SetJobState(state);
        }
    }
}
