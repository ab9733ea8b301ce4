namespace AksExtensions.Parameters;

/// <summary>Converts settings.</summary>
/// <typeparam name="T">The kind of settings.</typeparam>
public sealed class SettingsConverter<T> : ArgumentConverter<T>
    where T : SettingsArgument, new()
{
    private protected override T Read(object value) => value as T ?? new T { Value = value };
}
