using System.Collections.ObjectModel;

namespace AksExtensions.Pipeline;

/// <summary>Access to PowerShell on its thread, while a command or a completion runs.</summary>
/// <param name="Invoke">Runs a script with arguments and returns its output.</param>
/// <param name="Tell">Writes to the host.</param>
/// <param name="IsBrief">Whether a deadline can end the access before a script has ended.</param>
internal sealed record PipelineEngine(Func<string, object?[], Collection<PSObject>> Invoke, Action<string> Tell, bool IsBrief = false)
{
    /// <summary>Creates the engine of a command, on its thread.</summary>
    public static PipelineEngine Of(PSCmdlet cmdlet) => new(
        (script, arguments) => cmdlet.InvokeCommand.InvokeScript(useLocalScope: true, ScriptBlock.Create(script), input: null, args: arguments),
        text => cmdlet.WriteInformation(new HostInformationMessage { Message = text }, ["PSHOST"]));
}

/// <summary>A place where the pipeline's thread waits for work.</summary>
internal interface IPipelinePlace
{
    /// <summary>Whether its messages reach the user.</summary>
    bool ReachesPerson { get; }

    /// <summary>Queues work for the pipeline's thread.</summary>
    void Post(Action<PipelineEngine> offer);
}
