namespace AksExtensions.Commands;

/// <summary>A command that is not about clusters which are named one by one. What it does is in its run.</summary>
public abstract class AksCmdlet : PSCmdlet, IDisposable
{
    private CommandRun? _run;

    /// <summary>The connection, the pump, progress, failures and the end of this command.</summary>
    private protected CommandRun Run => _run ??= new(this, new());

    /// <summary>Stops everything that is still running.</summary>
    public void Dispose()
    {
        _run?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Checks everything that can be checked without a request.</summary>
    protected sealed override void BeginProcessing() => Run.Refusing(Validate);

    /// <summary>Does the work, and waits for it.</summary>
    protected sealed override void EndProcessing() => Run.End(Finish);

    /// <summary>Ctrl+C.</summary>
    protected sealed override void StopProcessing() => _run?.Cancel();

    /// <summary>Checks the parameters; a refusal ends the command before the first request.</summary>
    private protected virtual void Validate()
    {
    }

    /// <summary>Does the work.</summary>
    private protected abstract void Finish();
}
