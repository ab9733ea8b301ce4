using System.Globalization;

namespace AksExtensions.Parameters;

/// <summary>Reads an operation that was exported (Export-Clixml, ConvertTo-Json) and imported as a property bag.</summary>
internal static class OperationReader
{
    /// <summary>Returns the operation; null when the properties are not those of an operation.</summary>
    /// <exception cref="AksExtensionException"><c>OperationInvalid</c> or <c>ClusterIdInvalid</c>.</exception>
    public static ExtensionOperation? Read(Func<string, object?> get)
    {
        object? Value(string name) => get(name) is PSObject { BaseObject: not (PSObject or PSCustomObject) } wrapped ? wrapped.BaseObject : get(name);
        string? Text(string name) => Convert.ToString(Value(name), CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null;

        if (Text(nameof(ExtensionOperation.ClusterId)) is not { } clusterId || Text(nameof(ExtensionOperation.ExtensionName)) is not { } extensionName)
        {
            return null;
        }

        if (Text(nameof(ExtensionOperation.Kind)) is null && Value(nameof(ExtensionOperation.StartedAt)) is null)
        {
            // A list of extensions, which contains no operation.
            return null;
        }

        if (!Enum.TryParse<OperationKind>(Text(nameof(ExtensionOperation.Kind)), ignoreCase: true, out var kind) || !Enum.IsDefined(kind))
        {
            throw Errors.OperationInvalid($"its Kind is '{Text(nameof(ExtensionOperation.Kind))}'");
        }

        return new(
            kind, new(ClusterReference.Parse(clusterId, out _), extensionName),
            Time(Value(nameof(ExtensionOperation.StartedAt))) ?? throw Errors.OperationInvalid("its StartedAt is not a time"),
            Text(nameof(ExtensionOperation.Status)) ?? "Unknown", Text(nameof(ExtensionOperation.RehydrationToken)), Text(nameof(ExtensionOperation.RequestId)));
    }

    /// <summary>Reads a time in any form that an export can have; null when it is not a time.</summary>
    public static DateTimeOffset? Time(object? value) => value switch
    {
        DateTimeOffset time => time,
        DateTime time => new(time.ToUniversalTime()),
        // Import-Clixml returns a DateTimeOffset as a property bag.
        PSObject bag when bag.Properties["UtcDateTime"]?.Value is DateTime time => new(time.ToUniversalTime()),
        string text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => time,
        _ => null,
    };
}
