using System.Collections;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using AksExtensions.Connection;

namespace AksExtensions.Pipeline;

/// <summary>
/// A command that runs as a job: in its own runspace in this process, with the connection of this session. It supports Get-, Wait-, Receive-,
/// Stop- and Remove-Job like any job.
/// </summary>
internal sealed class CommandJob : Job
{
    // Finds the job of a command by its runspace.
    private static readonly ConditionalWeakTable<Runspace, CommandJob> Jobs = [];

    private readonly object _gate = new();
    private readonly Runspace _runspace;
    private readonly PowerShell _powerShell;

    /// <summary>Creates a job without starting it.</summary>
    /// <param name="cmdlet">The command's type.</param>
    /// <param name="name">The command's name.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="line">The command as it was typed.</param>
    /// <param name="session">The connection.</param>
    /// <param name="location">The current folder of the session, for relative paths of settings files.</param>
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
            // Tokens are requested in the runspace of the command, which loads Az.Accounts itself when it needs it.
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

    /// <summary>The job of the command on this thread; null when it is not in a job.</summary>
    public static CommandJob? Current => Runspace.DefaultRunspace is { } runspace && Jobs.TryGetValue(runspace, out var job) ? job : null;

    /// <summary>Whether the clusters came from the pipeline: a refused one is then an error, and the command continues with the others.</summary>
    public bool HasList { get; init; }

    /// <summary>Adds a warning to the job, which is read later. Works even when the command was stopped and its streams are closed.</summary>
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
            // A job that has ended would be in the state Stopping forever.
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
            // Stops the command. Operations that have started continue in Azure.
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
                // A terminating error is also added to the errors of the job, so that Receive-Job shows it.
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
