using System.Collections;

namespace AksExtensions.Parameters;

/// <summary>Converts settings, one or a list. It refuses nothing, so that the command can refuse values with its own error ID.</summary>
/// <typeparam name="T">The kind of settings.</typeparam>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SettingsTransformationAttribute<T> : ArgumentTransformationAttribute
    where T : SettingsArgument, new()
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        Unwrap(inputData) switch
        {
            null => null,
            IEnumerable list and not (string or IDictionary) => list.Cast<object?>().Select(Read).ToArray(),
            _ => new[] { Read(inputData) },
        };

    // PowerShell itself refuses null values.
    private static T? Read(object? input) => Unwrap(input) switch
    {
        null => null,
        T settings => settings,
        _ => new T { Value = input },
    };

    private static object? Unwrap(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapper ? wrapper.BaseObject : value;
}
