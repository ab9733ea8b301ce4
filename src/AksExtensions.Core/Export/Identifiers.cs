using System.Globalization;
using System.Text;

namespace AksExtensions.Export;

/// <summary>How a language writes names of several words.</summary>
internal enum IdentifierStyle
{
    /// <summary><c>fluxPassword</c>.</summary>
    Camel,

    /// <summary><c>flux_password</c>.</summary>
    Snake,

    /// <summary><c>FLUX_PASSWORD</c>.</summary>
    Upper,

    /// <summary><c>flux-password</c>.</summary>
    Kebab,
}

/// <summary>Makes identifiers from any text. Those of one file differ in more than case, because Azure Resource Manager ignores it.</summary>
internal sealed class Identifiers
{
    // Below the 63 characters that Kubernetes allows for a label, with room for a number.
    private const int MaximumLength = 56;

    private readonly IdentifierStyle _style;
    private readonly string? _prefix;
    // The identifiers, each with the number that the next one like it gets.
    private readonly Dictionary<string, int> _taken;

    /// <summary>Identifiers of one file.</summary>
    /// <param name="style">How several words are written.</param>
    /// <param name="reserved">Identifiers that the language or the file has for something else.</param>
    public Identifiers(IdentifierStyle style, params string[] reserved)
        : this(style, reserved.ToDictionary(word => word, _ => 2, StringComparer.OrdinalIgnoreCase), prefix: null)
    {
    }

    private Identifiers(IdentifierStyle style, Dictionary<string, int> taken, string? prefix) => (_style, _taken, _prefix) = (style, taken, prefix);

    /// <summary>The same identifiers, where further ones begin with a text.</summary>
    public Identifiers Under(string? prefix) => new(_style, _taken, prefix);

    /// <summary>The next free identifier for a text.</summary>
    public string Take(string text)
    {
        var name = Make(_prefix is null ? text : $"{_prefix} {text}");
        var free = name;
        while (!_taken.TryAdd(free, 2))
        {
            free = string.Create(CultureInfo.InvariantCulture, $"{name}{Separator}{_taken[name]++}");
        }

        return free;
    }

    private string Separator => _style switch
    {
        IdentifierStyle.Camel => string.Empty,
        IdentifierStyle.Kebab => "-",
        _ => "_",
    };

    private string Make(string text)
    {
        var name = new StringBuilder();
        foreach (var word in Words(text))
        {
            if (name.Length > 0)
            {
                name.Append(Separator);
            }

            name.Append(_style switch
            {
                IdentifierStyle.Upper => word.ToUpperInvariant(),
                IdentifierStyle.Camel when name.Length == 0 => char.ToLowerInvariant(word[0]) + word[1..],
                IdentifierStyle.Camel => char.ToUpperInvariant(word[0]) + word[1..],
#pragma warning disable CA1308 // Terraform and Kubernetes write names in lower case.
                _ => word.ToLowerInvariant(),
#pragma warning restore CA1308
            });
            if (name.Length > MaximumLength)
            {
                name.Length = MaximumLength;
                break;
            }
        }

        var prefix = name.Length == 0 ? "extension" : !char.IsAsciiDigit(name[0]) || _style == IdentifierStyle.Kebab ? string.Empty : $"e{Separator}";
        return prefix + name.ToString().TrimEnd('-', '_');
    }

    private static IEnumerable<string> Words(string text)
    {
        var start = -1;
        for (var at = 0; at <= text.Length; at++)
        {
            var isPart = at < text.Length && char.IsAsciiLetterOrDigit(text[at]);
            // A capital after a small letter begins a word: tenantId.
            var isNext = isPart && start >= 0 && char.IsAsciiLetterUpper(text[at]) && char.IsAsciiLetterLower(text[at - 1]);
            if (start >= 0 && (!isPart || isNext))
            {
                yield return text[start..at];
                start = -1;
            }

            if (isPart && start < 0)
            {
                start = at;
            }
        }
    }
}
