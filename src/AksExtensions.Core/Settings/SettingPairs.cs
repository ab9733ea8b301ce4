using System.Collections;
using System.Globalization;
using System.Security;
using System.Text.RegularExpressions;

namespace AksExtensions.Settings;

/// <summary>
/// Reads the settings that a person gave on the command line: hashtables (ordered or not) and <c>key=value</c> strings. Text is never
/// reinterpreted: <c>True</c> stays <c>True</c>, <c>{a,b}</c> stays <c>{a,b}</c>. Nested hashtables and lists get Helm's flat keys.
/// </summary>
public static partial class SettingPairs
{
    /// <summary>Reads configuration settings.</summary>
    /// <param name="parameter">The parameter's name, for messages.</param>
    /// <param name="items">Dictionaries and <c>key=value</c> strings; the last of two equal keys wins.</param>
    /// <param name="warn">Takes warnings about what may not be meant; null means nobody does.</param>
    /// <exception cref="AksExtensionException"><c>SettingInvalid</c>.</exception>
    public static IReadOnlyDictionary<string, string> ReadPlain(string parameter, IEnumerable<object> items, Action<string>? warn = null) =>
        Read(parameter, items, showsValues: true, warn, (key, value) => value is SecureString
            ? throw Errors.SettingInvalid(
                parameter, $"the value of '{key}' is a SecureString, and configuration settings are readable by everyone who can see the extension.",
                "Give it in -ConfigurationProtectedSettings.")
            : Text(parameter, key, value));

    /// <summary>Reads protected settings. SecureString values are kept as they are.</summary>
    /// <inheritdoc cref="ReadPlain" path="/param"/>
    /// <inheritdoc cref="ReadPlain" path="/exception"/>
    public static IReadOnlyDictionary<string, SecretValue> ReadProtected(string parameter, IEnumerable<object> items, Action<string>? warn = null) =>
        Read(parameter, items, showsValues: false, warn, (key, value) => value is SecureString secure ? new SecretValue(secure) : new SecretValue(Text(parameter, key, value)));

    private static Dictionary<string, T> Read<T>(
        string parameter, IEnumerable<object> items, bool showsValues, Action<string>? warn, Func<string, object?, T> convert)
    {
        ArgumentNullException.ThrowIfNull(items);
        var settings = new Dictionary<string, T>(StringComparer.Ordinal);
        var repeated = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var item in items)
        {
            index++;
            switch (item)
            {
                case IDictionary dictionary:
                    foreach (var (key, value) in NestedSettings.Flatten(parameter, dictionary))
                    {
                        Set(key, convert(key, value));
                    }

                    break;
                case string pair:
                    // The message names the position and not the text: a forgotten '=' may have left a secret alone in the string.
                    var equals = pair.IndexOf('=', StringComparison.Ordinal);
                    if (equals < 0)
                    {
                        throw Errors.SettingInvalid(
                            parameter, $"item {index} has no '=', so it is not a setting.", "Write 'key=value', or use a hashtable: @{ 'key' = 'value' }.");
                    }

                    var name = ValidKey(parameter, pair[..equals]);
                    NestedSettings.RefuseWrapper(parameter, name);
                    var text = pair[(equals + 1)..];
                    Set(name, convert(name, text));
                    if (SecondSetting().Match(text) is { Success: true } second)
                    {
                        warn?.Invoke(showsValues
                            ? $"{parameter}: item {index} is one setting, '{name}', with the value '{Errors.Shorten(text)}'. "
                                + $"If '{second.Groups["key"].Value}' is another setting, give each in a string of its own: '{name}=...', '{second.Groups["key"].Value}=...'."
                            // What looks like a key may be a part of the secret.
                            : $"{parameter}: item {index} is one setting, '{name}', whose value looks like further settings. "
                                + "If it is not a secret with spaces or commas, give each setting in a string of its own.");
                    }

                    break;
                default:
                    throw Errors.SettingInvalid(
                        parameter, $"item {index} is a {item?.GetType().Name ?? "null"}.", "Give a hashtable, or strings of the form 'key=value'.");
            }
        }

        return settings;

        void Set(string key, T value)
        {
            if (settings.ContainsKey(key) && repeated.Add(key))
            {
                warn?.Invoke($"{parameter}: the setting '{key}' is given more than once. The last value is sent.");
            }

            settings[key] = value;
        }
    }

    /// <summary>Refuses a key that no setting can have.</summary>
    internal static string ValidKey(string parameter, string? key)
    {
        if (string.IsNullOrWhiteSpace(key))
        {
            throw Errors.SettingInvalid(parameter, "a setting has no name.", "Give each setting a key.");
        }

        if (key.Length > 4096)
        {
            // None of them is shown: swapped with its value, the key is the secret.
            throw Errors.SettingInvalid(
                parameter, $"a key has {key.Length} characters; 4096 are the most.", "Check that key and value were not swapped.");
        }

        if (key.Any(char.IsControl))
        {
            throw Errors.SettingInvalid(parameter, "a key holds a control character, such as a line break.", "Check the quotes around the key.");
        }

        return key;
    }

    /// <summary>The text that Azure stores for a value that is neither an object nor a list.</summary>
    /// <exception cref="AksExtensionException"><c>SettingInvalid</c>.</exception>
    internal static string Text(string parameter, string key, object? value) => value switch
    {
        null => throw Errors.SettingInvalid(
            parameter, $"the value of '{key}' is $null, and Azure cannot remove a setting.", "Give a value; an empty string '' is one."),
        string text => text,
        char character => character.ToString(),
        bool flag => flag ? "true" : "false",
        Enum name => name.ToString(),
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
        Uri uri => uri.OriginalString,
        double.NaN or double.PositiveInfinity or double.NegativeInfinity or float.NaN or float.PositiveInfinity or float.NegativeInfinity =>
            throw Errors.SettingInvalid(
                parameter, $"the value of '{key}' is not a finite number.", "Give it as a string, if the extension can read it."),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() is { } text && text != value.GetType().ToString()
            ? text
            : throw Errors.SettingInvalid(
                parameter, $"the value of '{key}' is a {value.GetType().Name}, which has no text of its own.", "Give a string, or the property that is meant."),
    };

    // A key and '=' after a blank or comma, such as Azure CLI and helm --set take them. A value that has an '=' before is more likely a list of
    // labels, and '==' ends a base64 text.
    [GeneratedRegex(@"^[^=]*[ \t,]\s*(?<key>[A-Za-z_][\w.\-/\\\[\]]*)=(?![=\s]|$)")]
    private static partial Regex SecondSetting();
}
