namespace AksExtensions.Parameters;

/// <summary>
/// Converts what a command takes to a type of its parameters, wherever a parameter has that type: in the command itself, and in its mocks,
/// proxies and functions, which have the type and not the command's attributes.
/// </summary>
/// <typeparam name="T">The type.</typeparam>
public abstract class ArgumentConverter<T> : PSTypeConverter
    where T : class
{
    /// <inheritdoc/>
    public sealed override bool CanConvertFrom(object sourceValue, Type destinationType) => destinationType == typeof(T);

    /// <inheritdoc/>
    public sealed override object ConvertFrom(object sourceValue, Type destinationType, IFormatProvider? formatProvider, bool ignoreCase) => Read(sourceValue);

    /// <inheritdoc/>
    public sealed override bool CanConvertTo(object sourceValue, Type destinationType) => false;

    /// <inheritdoc/>
    public sealed override object ConvertTo(object sourceValue, Type destinationType, IFormatProvider? formatProvider, bool ignoreCase) =>
        throw new PSInvalidCastException($"{typeof(T).Name} cannot be converted to {destinationType}.");

    /// <summary>Reads a value, and refuses none.</summary>
    private protected abstract T Read(object value);
}
