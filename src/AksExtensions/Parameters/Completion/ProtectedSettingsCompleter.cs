namespace AksExtensions.Parameters.Completion;

/// <summary>Completes the keys of protected settings.</summary>
internal sealed class ProtectedSettingsCompleter : SettingsCompleter
{
    /// <inheritdoc/>
    protected override bool IsProtected => true;
}
