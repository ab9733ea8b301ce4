using AksExtensions.Connection;

namespace AksExtensions.Commands;

/// <summary>Ends the connection of this session and forgets its token. Not connected is no error.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "AksExtension")]
public sealed class DisconnectAksExtensionCommand : AksCmdlet
{
    /// <inheritdoc/>
    private protected override void Finish() => AksSession.Disconnect();
}
