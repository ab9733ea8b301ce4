using System.Collections.ObjectModel;
using System.Management.Automation;

namespace AksExtensions.Pipeline;

/// <summary>PowerShell, as long as its thread is lent to this module: by a command that runs, or by a Tab.</summary>
/// <param name="Invoke">Runs a script with arguments, and gives what it puts out.</param>
/// <param name="Tell">Tells a person something.</param>
/// <param name="IsBrief">Whether it may be taken back before a script has ended, without anybody having wanted to stop it.</param>
internal sealed record PipelineEngine(Func<string, object?[], Collection<PSObject>> Invoke, Action<string> Tell, bool IsBrief = false)
{
    /// <summary>The engine of a command, on its thread.</summary>
    public static PipelineEngine Of(PSCmdlet cmdlet) => new(
        (script, arguments) => cmdlet.InvokeCommand.InvokeScript(useLocalScope: true, ScriptBlock.Create(script), input: null, args: arguments),
        text => cmdlet.WriteInformation(new HostInformationMessage { Message = text }, ["PSHOST"]));
}

/// <summary>A place where the pipeline's thread waits for something to do.</summary>
internal interface IPipelinePlace
{
    /// <summary>Whether what is told there reaches a person.</summary>
    bool ReachesPerson { get; }

    /// <summary>Queues something for the pipeline's thread.</summary>
    void Post(Action<PipelineEngine> offer);
}
