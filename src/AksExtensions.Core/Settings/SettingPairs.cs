using System.Collections;
using System.Globalization;
using System.Security;
using System.Text.RegularExpressions;

namespace AksExtensions.Settings;

/// <summary>
/// Reads settings from the command line: hashtables (ordered or not) and <c>key=value</c> strings. Text is never converted: <c>True</c> stays
/// <c>True</c>, and <c>{a,b}</c> stays <c>{a,b}</c>. Nested hashtables and lists become Helm's flat keys.
/// </summary>
public static partial class SettingPairs
{
    /// <summary>Reads configuration settings.</summary>
    /// <param name="parameter">The name of the parameter, for messages.</param>
    /// <param name="items">Dictionaries and <c>key=value</c> strings. When a key occurs twice, the last value wins.</param>
    /// <param name="warn">Receives warnings about probable mistakes; null means none.</param>
    /// <exception cref="AksExtensionException"><c>SettingInvalid</c>.</exception>
    public static IReadOnlyDictionary<string, string> ReadPlain(string parameter, IEnumerable<object> items, Action<string>? warn = null) =>
        Read(parameter, items, showsValues: true, warn, (key, value) => value is SecureString
            ? throw Errors.SettingInvalid(
                parameter, $"the value of '{key}' is a SecureString, but everyone who can read the extension can read its configuration settings.",
                "Use -ConfigurationProtectedSettings for it.")
            : Text(parameter, key, value));

    /// <summary>Reads protected settings. SecureString values are kept.</summary>
    /// <inheritdoc cref="ReadPlain" path="/param"/>
    /// <inheritdoc cref="ReadPlain" path="/exception"/>
    public static IReadOnlyDictionary<string, SecretValue> ReadProtected(string parameter, IEnumerable<object> items, Action<string>? warn = null) =>
        Read(parameter, items, showsValues: false, warn, (key, value) => value is SecureString secure ? Secret(parameter, key, secure) : new SecretValue(Text(parameter, key, value)));

    private static SecretValue Secret(string parameter, string key, SecureString value)
    {
        try
        {
            return new(value);
        }
        catch (ObjectDisposedException)
        {
            throw Errors.SettingInvalid(parameter, $"the SecureString for '{key}' was disposed and has no value any more.", "Create it again.");
        }
    }

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
                    // The message contains the position and not the text, which can be a secret when '=' is missing.
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
                                + $"If '{second.Groups["key"].Value}' is another setting, use a separate string for each: '{name}=...', '{second.Groups["key"].Value}=...'."
                            // The apparent key can be part of the secret.
                            : $"{parameter}: item {index} is one setting, '{name}', whose value looks like more settings. "
                                + "Unless it is a secret with spaces or commas, use a separate string for each setting.");
                    }

                    break;
                default:
                    throw Errors.SettingInvalid(
                        parameter, $"item {index} is a {item?.GetType().Name ?? "null"}.", "Specify a hashtable, or strings of the form 'key=value'.");
            }
        }

        return settings;

        void Set(string key, T value)
        {
            if (settings.ContainsKey(key) && repeated.Add(key))
            {
                warn?.Invoke($"{parameter}: the setting '{key}' is specified more than once. The last value is sent.");
            }

            settings[key] = value;
        }
    }

    /// <summary>Refuses an invalid key.</summary>
    internal static string ValidKey(string parameter, string? key)
    {
        if (string.IsNullOrWhiteSpace(key))
        {
            throw Errors.SettingInvalid(parameter, "a setting has no name.", "Specify a key for each setting.");
        }

        if (key.Length > 4096)
        {
            // Keys are not shown: when key and value were swapped, the key is the secret.
            throw Errors.SettingInvalid(
                parameter, $"a key has {key.Length} characters; the maximum is 4096.", "Check that key and value are not swapped.");
        }

        if (key.Any(char.IsControl))
        {
            throw Errors.SettingInvalid(parameter, "a key contains a control character, such as a line break.", "Check the quotes around the key.");
        }

        return key;
    }

    /// <summary>Converts a value that is neither an object nor a list to text.</summary>
    /// <exception cref="AksExtensionException"><c>SettingInvalid</c>.</exception>
    internal static string Text(string parameter, string key, object? value) => value switch
    {
        null => throw Errors.SettingInvalid(
            parameter, $"the value of '{key}' is $null, but Azure cannot remove a setting.", "Specify a value; an empty string '' is allowed."),
        string text => text,
        char character => character.ToString(),
        bool flag => flag ? "true" : "false",
        Enum name => name.ToString(),
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
        Uri uri => uri.OriginalString,
        double.NaN or double.PositiveInfinity or double.NegativeInfinity or float.NaN or float.PositiveInfinity or float.NegativeInfinity =>
            throw Errors.SettingInvalid(
                parameter, $"the value of '{key}' is not a finite number.", "Specify it as a string if the extension can read it."),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() is { } text && text != value.GetType().ToString()
            ? text
            : throw Errors.SettingInvalid(
                parameter, $"the value of '{key}' is a {value.GetType().Name}, which cannot be converted to text.", "Specify a string, or a property of the object."),
    };

    // A key and '=' after a space or comma, as Azure CLI and helm --set accept them. A value that contains '=' before is more likely a list of
    // labels, and '==' ends a base64 text.
    [GeneratedRegex(@"^[^=]*[ \t,]\s*(?<key>[A-Za-z_][\w.\-/\\\[\]]*)=(?![=\s]|$)")]
    private static partial Regex SecondSetting();
}
