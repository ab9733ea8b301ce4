using AksExtensions.Connection;

namespace AksExtensions.Commands;

/// <summary>Shows the connection of this session; nothing when there is none yet.</summary>
[Cmdlet(VerbsCommon.Get, "AksExtensionContext")]
[OutputType(typeof(AksExtensionContext))]
public sealed class GetAksExtensionContextCommand : AksCmdlet
{
    /// <inheritdoc/>
    private protected override void Finish()
    {
        if (AksSession.Current is { } session)
        {
            WriteObject(session.Context);
        }
    }
}
