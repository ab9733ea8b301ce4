using System.Globalization;
using System.Management.Automation;

namespace AksExtensions.Parameters;

/// <summary>
/// Converts whatever names a cluster, for every parameter of type <see cref="ClusterTarget"/>: those of this module's commands, of their mocks
/// and proxies, and of functions.
/// </summary>
public sealed class ClusterTargetConverter : PSTypeConverter
{
    /// <inheritdoc/>
    public override bool CanConvertFrom(object sourceValue, Type destinationType) => destinationType == typeof(ClusterTarget);

    /// <inheritdoc/>
    public override object ConvertFrom(object sourceValue, Type destinationType, IFormatProvider? formatProvider, bool ignoreCase) =>
        ClusterTargetReader.Read(sourceValue);

    /// <inheritdoc/>
    public override bool CanConvertTo(object sourceValue, Type destinationType) => false;

    /// <inheritdoc/>
    public override object ConvertTo(object sourceValue, Type destinationType, IFormatProvider? formatProvider, bool ignoreCase) =>
        throw new PSInvalidCastException(string.Create(CultureInfo.InvariantCulture, $"A cluster cannot be converted to {destinationType}."));
}
