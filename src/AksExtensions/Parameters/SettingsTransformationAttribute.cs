using System.Collections;
using System.Management.Automation;

namespace AksExtensions.Parameters;

/// <summary>Takes settings as they are given, one or a list of them. Refuses nothing: that is the command's to do, under its own error id.</summary>
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

    // Nothing among settings stays nothing, which PowerShell refuses by itself.
    private static T? Read(object? input) => Unwrap(input) switch
    {
        null => null,
        T settings => settings,
        _ => new T { Value = input },
    };

    private static object? Unwrap(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapper ? wrapper.BaseObject : value;
}
