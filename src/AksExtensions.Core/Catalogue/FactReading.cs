using AksExtensions.Arm;
using AksExtensions.Checks;

namespace AksExtensions.Catalogue;

/// <summary>What one request of a type needs to know, what is known, and what cannot be read.</summary>
/// <param name="type">The type.</param>
/// <param name="additions">Its additions for this command.</param>
/// <param name="extension">The extension.</param>
/// <param name="subjects">What was specified, and the facts.</param>
/// <param name="facts">The facts.</param>
/// <param name="rules">The rules about facts.</param>
internal sealed class FactReading(
    ExtensionTypeKnowledge type, IReadOnlyList<TypeAddition> additions, ExtensionReference extension, TypeSubjects subjects, TypeFacts facts, IReadOnlyList<TypeRule> rules)
{
    private readonly List<TypeFinding> _missing = [];
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    /// <summary>The extension.</summary>
    public ExtensionReference Extension => extension;

    /// <summary>The facts.</summary>
    public TypeFacts Facts => facts;

    /// <summary>Whether a fact of the cluster is needed and not known.</summary>
    public bool NeedsCluster => !facts.HasCluster && Unknown().Any(fact => fact.StartsWith("cluster.", StringComparison.Ordinal));

    /// <summary>The next resource to read, with its ID; null when none is needed.</summary>
    /// <exception cref="AksExtensionException"><c>SettingInvalid</c>: a setting cannot be a part of an ID.</exception>
    public (TypeLookup Lookup, string Id)? NextLookup()
    {
        var unknown = Unknown().ToList();
        foreach (var lookup in type.Lookups.Where(one => IsOpen(one) && unknown.Exists(fact => TypeFacts.IsOf(one, fact))))
        {
            if (IdOf(lookup) is { } id)
            {
                _asked.Add(lookup.Name);
                return (lookup, id);
            }
        }

        return null;
    }

    /// <summary>Takes what was read.</summary>
    /// <exception cref="AksExtensionException">The request cannot be completed without it, it does not exist, or Azure did not answer.</exception>
    public void Take(TypeLookup lookup, string id, Reading<ResourceFacts> resource)
    {
        if (resource.Failure is { } failure)
        {
            Miss(lookup, id, failure);
        }
        else
        {
            facts.Add(lookup, resource.Value!);
        }
    }

    private void Miss(TypeLookup lookup, string id, AksExtensionException failure)
    {
        var isMissing = failure.ErrorId is nameof(Errors.ResourceNotFound) or nameof(Errors.SubscriptionNotFound);
        if (!isMissing && failure.ErrorId is not (nameof(Errors.AuthorizationFailed) or nameof(Errors.DeniedByAssignment)))
        {
            throw failure;
        }

        var isRequired = TypeAdditions.Unknown(type, additions, extension.Cluster, subjects, facts, onlyRequired: true).Any(fact => TypeFacts.IsOf(lookup, fact));
        var isRuled = RuledFacts().SelectMany(needed => needed).Any(fact => TypeFacts.IsOf(lookup, fact));
        var what = $"{lookup.DisplayName} '{id.Split('/')[^1]}' ({id})";
        var action = Filled(isMissing ? lookup.WhenMissing : lookup.WhenDenied).Replace("{id}", id, StringComparison.Ordinal);
        if (isRequired || (isMissing && isRuled))
        {
            throw isMissing ? Errors.ResourceNotFound(extension.Id, failure.Arm, what, action) : Errors.AuthorizationFailed(extension.Id, failure.Arm, what, action);
        }

        _missing.Add(new(
            RuleSeverity.Warning,
            $"{type.DisplayName} depends on the {what}, which {(isMissing ? "was not found" : "you don't have permission to read, so it was not checked")}.", action));
    }

    /// <summary>Checks the rules.</summary>
    /// <param name="completed">What is sent, and the facts.</param>
    /// <returns>The warnings.</returns>
    /// <exception cref="AksExtensionException"><c>TypeRuleViolated</c>.</exception>
    public IReadOnlyList<TypeFinding> Judge(TypeSubjects completed)
    {
        var findings = TypeRules.CheckFacts(rules, type, completed);
        TypeRules.Refuse(type.Name, findings, extension.Id);
        return [.. _missing, .. findings];
    }

    private IEnumerable<string> Unknown() => TypeAdditions.Unknown(type, additions, extension.Cluster, subjects, facts)
        // Where one fact of a rule cannot be known, the others are of no use.
        .Concat(RuledFacts().Where(needed => needed.All(IsKnowable)).SelectMany(needed => needed).Where(fact => !facts.Values.ContainsKey(fact)));

    private IEnumerable<IReadOnlyList<string>> RuledFacts() => rules
        .Where(rule => subjects.Hold(rule.When.Where(condition => !TypeSubjects.IsFact(condition.Subject)), ifProtected: true))
        .Select(rule => FactRules.Facts(rule).Where(fact => TypeFacts.IsRead(type, fact)).ToList());

    private bool IsKnowable(string fact) => facts.Values.ContainsKey(fact)
        || type.Lookups.FirstOrDefault(lookup => TypeFacts.IsOf(lookup, fact)) is not { } from || (IsOpen(from) && IdOf(from) is not null);

    private bool IsOpen(TypeLookup lookup) => !_asked.Contains(lookup.Name);

    // Null when a part of it is not known.
    private string? IdOf(TypeLookup lookup)
    {
        var parts = lookup.ResourceId.Split('/');
        for (var i = 0; i < parts.Length; i++)
        {
            if (!TypeSubjects.IsFact(parts[i]))
            {
                continue;
            }

            var value = subjects.Value(parts[i]);
            if (string.IsNullOrEmpty(value))
            {
                return null;
            }

            if (value.Length > 90 || value is "." or ".." || !value.All(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_' or '.' or '(' or ')'))
            {
                var key = parts[i].Trim('{', '}').Replace("result.", string.Empty, StringComparison.Ordinal);
                throw Errors.SettingInvalid(
                    "-ConfigurationSettings", $"'{key}' is '{Readable.Text(value)}', which is not the name of a resource in Azure.", "Correct the value.");
            }

            parts[i] = value;
        }

        return string.Join('/', parts);
    }

    private string Filled(string text) => TypeAdditions.Fill(text, subjects, isPreview: true)!;
}
