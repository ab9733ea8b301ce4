using AksExtensions.Arm;

namespace AksExtensions.Catalogue;

/// <summary>The rules about facts, which can be checked only after these were read.</summary>
internal static class FactRules
{
    /// <summary>Whether a rule is about facts.</summary>
    public static bool IsAboutFacts(TypeRule rule) => Facts(rule).Any();

    /// <summary>The rules about facts of a type for a create or an update.</summary>
    public static IEnumerable<TypeRule> Of(ExtensionTypeKnowledge type, RuleOccasion occasion) =>
        type.Rules.Where(rule => IsAboutFacts(rule) && (rule.On == RuleOccasion.Any || rule.On == occasion));

    /// <summary>Whether a rule about facts may apply to an update, because a setting that it names is specified.</summary>
    public static bool MayApply(ExtensionTypeKnowledge type, UpdateExtensionRequest request)
    {
        var subjects = new TypeSubjects(request);
        return Of(type, RuleOccasion.Update).Any(rule => rule.When.Where(condition => !TypeSubjects.IsFact(condition.Subject)).ToList() is { Count: > 0 } when
            && subjects.Hold(when, ifProtected: true));
    }

    /// <summary>The facts of a rule, without braces.</summary>
    public static IEnumerable<string> Facts(TypeRule rule) => rule.Subjects
        .Concat(rule.When.Concat(rule.Conditions).Concat(rule.Alternatives.SelectMany(alternative => alternative)).Select(condition => condition.Subject))
        .Where(TypeSubjects.IsFact)
        .Select(fact => fact.Trim('{', '}'));
}
