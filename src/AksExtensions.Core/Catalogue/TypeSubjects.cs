using System.Globalization;
using AksExtensions.Arm;
using AksExtensions.Settings;

namespace AksExtensions.Catalogue;

/// <summary>
/// The values that rules and additions can use: settings, options of the command, and facts in braces. Of a protected setting, only its presence
/// is known; its value is not read.
/// </summary>
internal sealed class TypeSubjects
{
    private readonly IReadOnlyDictionary<string, string>? _plain;
    private readonly IReadOnlyDictionary<string, SecretValue>? _secret;
    private readonly Dictionary<string, string?> _options;
    private readonly IReadOnlyDictionary<string, string?> _facts;

    /// <summary>The subjects of a create.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The name of the extension.</param>
    /// <param name="facts">The known facts.</param>
    public TypeSubjects(CreateExtensionRequest request, string? name, IReadOnlyDictionary<string, string?>? facts = null)
        : this(request.ConfigurationSettings, request.ConfigurationProtectedSettings, facts)
    {
        _options["-Name"] = name;
        _options["-Version"] = request.Version;
        _options["-ReleaseTrain"] = request.ReleaseTrain;
        _options["-Scope"] = request.Scope?.ToString();
        _options["-ReleaseNamespace"] = request.ReleaseNamespace;
        _options["-TargetNamespace"] = request.TargetNamespace;
    }

    /// <summary>The subjects of an update.</summary>
    public TypeSubjects(UpdateExtensionRequest request, IReadOnlyDictionary<string, string?>? facts = null)
        : this(request.ConfigurationSettings, request.ConfigurationProtectedSettings, facts)
    {
        _options["-Version"] = request.Version;
        _options["-ReleaseTrain"] = request.ReleaseTrain;
        _options["-AutoUpgradeMinorVersion"] = request.AutoUpgradeMinorVersion?.ToString();
        _options["-AutoUpgradeMode"] = request.AutoUpgradeMode?.ToString();
    }

    /// <summary>The subjects of an instance, or of one that is planned.</summary>
    public TypeSubjects(IReadOnlyDictionary<string, string>? settings, IReadOnlyDictionary<string, string?> facts)
        : this(settings, secret: null, facts)
    {
    }

    private TypeSubjects(
        IReadOnlyDictionary<string, string>? plain, IReadOnlyDictionary<string, SecretValue>? secret, IReadOnlyDictionary<string, string?>? facts)
    {
        _plain = plain;
        _secret = secret;
        _options = new(StringComparer.OrdinalIgnoreCase);
        _facts = facts ?? new Dictionary<string, string?>();
    }

    /// <summary>The specified plain settings.</summary>
    public IEnumerable<KeyValuePair<string, string>> Plain => _plain ?? Enumerable.Empty<KeyValuePair<string, string>>();

    /// <summary>The keys of all specified settings.</summary>
    public IEnumerable<string> Keys => (_plain?.Keys ?? []).Concat(_secret?.Keys ?? []);

    /// <summary>Whether a subject is a fact, which might have to be read first.</summary>
    public static bool IsFact(string subject) => subject.StartsWith('{');

    /// <summary>Whether a subject is an option of the command.</summary>
    public static bool IsOption(string subject) => subject.StartsWith('-');

    /// <summary>Whether a subject is specified, or a fact is known.</summary>
    public bool IsGiven(string subject) =>
        subject.EndsWith('*') ? Keys.Any(key => key.StartsWith(subject[..^1], StringComparison.Ordinal))
        : Value(subject) is not null || (_secret?.ContainsKey(subject) ?? false);

    /// <summary>Whether a fact was read, even if Azure has no value for it.</summary>
    /// <param name="fact">Its name, without braces.</param>
    public bool Knows(string fact) => _facts.ContainsKey(fact);

    /// <summary>The value of a subject; null when it is not specified, unknown or protected.</summary>
    public string? Value(string subject) =>
        IsFact(subject) ? _facts.GetValueOrDefault(subject.Trim('{', '}'))
        : IsOption(subject) ? _options.GetValueOrDefault(subject)
        : _plain?.GetValueOrDefault(subject);

    /// <summary>Whether all conditions are true.</summary>
    /// <param name="conditions">The conditions.</param>
    /// <param name="ifProtected">The result for conditions on the value of a protected setting.</param>
    public bool Hold(IEnumerable<TypeCondition> conditions, bool ifProtected) => conditions.All(condition => Holds(condition, ifProtected));

    private bool Holds(TypeCondition condition, bool ifProtected)
    {
        if (condition.Missing)
        {
            return !IsGiven(condition.Subject);
        }

        if (condition.IsNot.Count > 0)
        {
            return Value(condition.Subject) is not { } other || !condition.IsNot.Contains(other, StringComparer.OrdinalIgnoreCase);
        }

        if (condition is { Is.Count: 0, Below: null })
        {
            return IsGiven(condition.Subject);
        }

        if (Value(condition.Subject) is not { } value)
        {
            return ifProtected && IsGiven(condition.Subject);
        }

        return (condition.Is.Count == 0 || condition.Is.Contains(value, StringComparer.OrdinalIgnoreCase))
            && (condition.Below is not { } limit || (int.TryParse(value, CultureInfo.InvariantCulture, out var number) && number < limit));
    }
}
