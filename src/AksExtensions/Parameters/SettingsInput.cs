using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation.Internal;

namespace AksExtensions.Parameters;

/// <summary>Removes PowerShell's wrappers from settings, and resolves paths of settings files.</summary>
internal static class SettingsInput
{
    // Deeper than any valid settings. The rule on depth then refuses an object that contains itself.
    private const int MaximumDepth = 64;

    /// <summary>The settings as plain dictionaries and strings.</summary>
    public static IEnumerable<object> Unwrap(IEnumerable<SettingsArgument> items) => items.Select(item => Unwrap(item.Value, 0)!);

    /// <summary>The full path of a settings file, which does not have to exist.</summary>
    /// <exception cref="AksExtensionException"><c>SettingsFileNotFound</c>.</exception>
    public static string ResolvePath(PathIntrinsics paths, string path)
    {
        // .NET's own message would say "path", which is no parameter of the command.
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            throw Errors.SettingsFileNotFound(path, "is not a path: it contains a NUL character");
        }

        try
        {
            var resolved = paths.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            return provider.Name == "FileSystem"
                ? resolved
                : throw Errors.SettingsFileNotFound(path, $"is not a file: it leads to PowerShell's {provider.Name} provider");
        }
        catch (Exception failure) when (failure is System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or ItemNotFoundException or PSInvalidOperationException)
        {
            throw Errors.SettingsFileNotFound(path, $"cannot be found: {failure.Message.TrimEnd('.')}", failure);
        }
    }

    private static object? Unwrap(object? value, int depth)
    {
        if (depth > MaximumDepth)
        {
            return value;
        }

        // The output of a command without output, which PowerShell represents as an object without properties.
        if (value == AutomationNull.Value)
        {
            return null;
        }

        if (value is PSObject wrapper)
        {
            if (wrapper.BaseObject is not PSCustomObject)
            {
                return Unwrap(wrapper.BaseObject, depth);
            }

            var properties = new OrderedDictionary();
            foreach (var property in wrapper.Properties)
            {
                properties[property.Name] = Unwrap(property.Value, depth + 1);
            }

            return properties;
        }

        switch (value)
        {
            case SwitchParameter flag:
                return flag.IsPresent;
            case IDictionary map:
                var entries = new OrderedDictionary();
                foreach (DictionaryEntry entry in map)
                {
                    entries[entry.Key] = Unwrap(entry.Value, depth + 1);
                }

                return entries;
            case IEnumerable list and not string:
                return list.Cast<object?>().Select(item => Unwrap(item, depth + 1)).ToArray();
            default:
                return value;
        }
    }
}
