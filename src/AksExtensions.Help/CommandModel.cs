using System.Globalization;
using System.Management.Automation;
using System.Reflection;

namespace AksExtensions.Help;

/// <summary>The facts of one command, from the assembly. They take precedence over its page.</summary>
/// <param name="Name">Verb and noun.</param>
/// <param name="DefaultSet">The default parameter set.</param>
/// <param name="Parameters">The parameters in the order of their declaration, beginning with the command's own.</param>
/// <param name="Outputs">The types of the objects that it returns.</param>
internal sealed record CommandModel(string Name, string? DefaultSet, IReadOnlyList<ParameterModel> Parameters, IReadOnlyList<Type> Outputs)
{
    /// <summary>The names of the parameter sets, beginning with the default one; an empty name when the command has no sets.</summary>
    /// <remarks>The default one can have only the parameters of all sets, and then none of them names it.</remarks>
    public IReadOnlyList<string> Sets => Parameters.SelectMany(parameter => parameter.Sets.Keys).Where(set => set != ParameterModel.AllSets)
        .Concat(DefaultSet is null ? [] : [DefaultSet]).Distinct().OrderByDescending(set => set == DefaultSet).DefaultIfEmpty(ParameterModel.AllSets).ToList();

    /// <summary>Whether the command has a parameter; its name includes the hyphen.</summary>
    public bool Has(string parameter) => Parameters.Any(each => "-" + each.Name == parameter);

    /// <summary>Reads all commands of a module's assembly.</summary>
    public static IReadOnlyList<CommandModel> ReadAll(Assembly module) => module.GetExportedTypes()
        .Where(type => !type.IsAbstract && Attributes(type, nameof(CmdletAttribute)).Any())
        .Select(Read).OrderBy(command => command.Name, StringComparer.Ordinal).ToList();

    private static CommandModel Read(Type type)
    {
        var cmdlet = Attributes(type, nameof(CmdletAttribute)).Single();
        // The command's own parameters are the most interesting, so they come before those of its base classes.
        var parameters = type.GetProperties().Where(property => Attributes(property, nameof(ParameterAttribute)).Any())
            .Select(property => ParameterModel.Read(property, Activator.CreateInstance(type)!)).ToList();
        if (Named(cmdlet, nameof(CmdletAttribute.SupportsShouldProcess)) is true)
        {
            parameters.Add(ParameterModel.Common("WhatIf", "wi"));
            parameters.Add(ParameterModel.Common("Confirm", "cf"));
        }

        var outputs = Attributes(type, nameof(OutputTypeAttribute))
            .SelectMany(output => (IEnumerable<CustomAttributeTypedArgument>)output.ConstructorArguments[0].Value!).Select(argument => (Type)argument.Value!);
        return new(
            $"{cmdlet.ConstructorArguments[0].Value}-{cmdlet.ConstructorArguments[1].Value}",
            Named(cmdlet, nameof(CmdletAttribute.DefaultParameterSetName)) as string, parameters, outputs.ToList());
    }

    /// <summary>The attributes as they are written in the code. They are not instantiated, because they do not work outside of PowerShell.</summary>
    internal static IEnumerable<CustomAttributeData> Attributes(MemberInfo member, string name) =>
        member.GetCustomAttributesData().Where(attribute => attribute.AttributeType.Name == name);

    internal static object? Named(CustomAttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(argument => argument.MemberName == name).TypedValue.Value;
}

/// <summary>The properties of a parameter in one parameter set.</summary>
internal sealed record ParameterPlace(bool IsMandatory, string Position, bool FromPipeline, bool FromProperty);

/// <summary>The facts of one parameter, from the assembly.</summary>
/// <param name="Name">The name, without a hyphen.</param>
/// <param name="Type">The type, without Nullable.</param>
/// <param name="Sets">The parameter sets that it belongs to; <see cref="AllSets"/> for all.</param>
/// <param name="Aliases">The aliases.</param>
/// <param name="TakesWildcards">Whether its values can be patterns.</param>
/// <param name="Accepted">The accepted values when there is a list; otherwise empty.</param>
/// <param name="Limits">A description of the accepted range, pattern or number of values; null when there is none.</param>
/// <param name="Default">The initial value; null when there is none.</param>
internal sealed record ParameterModel(
    string Name, Type Type, IReadOnlyDictionary<string, ParameterPlace> Sets, IReadOnlyList<string> Aliases, bool TakesWildcards,
    IReadOnlyList<string> Accepted, string? Limits, string? Default)
{
    public const string AllSets = "__AllParameterSets";

    /// <summary>Whether PowerShell adds the parameter: WhatIf or Confirm.</summary>
    public bool IsCommon { get; private init; }

    public bool IsSwitch => Type == typeof(SwitchParameter);

    /// <summary>The type as PowerShell shows it in a syntax.</summary>
    public string TypeName => Type.Name;

    /// <summary>The properties in a set; null when the parameter does not belong to it.</summary>
    public ParameterPlace? In(string set) => Sets.GetValueOrDefault(set) ?? Sets.GetValueOrDefault(AllSets);

    public static ParameterModel Common(string name, string alias) => new(
        name, typeof(SwitchParameter), new Dictionary<string, ParameterPlace> { [AllSets] = new(false, "named", false, false) }, [alias], false, [], null, "False")
    {
        IsCommon = true,
    };

    public static ParameterModel Read(PropertyInfo property, object command)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var item = type.IsArray ? type.GetElementType()! : type;
        var list = CommandModel.Attributes(property, nameof(ValidateSetAttribute)).SingleOrDefault()?.ConstructorArguments[0].Value;
        return new(
            property.Name,
            type,
            CommandModel.Attributes(property, nameof(ParameterAttribute)).ToDictionary(
                attribute => CommandModel.Named(attribute, nameof(ParameterAttribute.ParameterSetName)) as string ?? AllSets, Place),
            CommandModel.Attributes(property, nameof(AliasAttribute)).SelectMany(attribute => Texts(attribute.ConstructorArguments[0].Value)).ToList(),
            CommandModel.Attributes(property, nameof(SupportsWildcardsAttribute)).Any(),
            list is not null ? Texts(list).ToList() : item.IsEnum ? Enum.GetNames(item) : [],
            CommandModel.Attributes(property, nameof(ValidateRangeAttribute)).Select(Range).SingleOrDefault(),
            type == typeof(SwitchParameter) ? "False" : Initial(property.GetValue(command)));
    }

    private static ParameterPlace Place(CustomAttributeData attribute) => new(
        CommandModel.Named(attribute, nameof(ParameterAttribute.Mandatory)) is true,
        CommandModel.Named(attribute, nameof(ParameterAttribute.Position))?.ToString() ?? "named",
        CommandModel.Named(attribute, nameof(ParameterAttribute.ValueFromPipeline)) is true,
        CommandModel.Named(attribute, nameof(ParameterAttribute.ValueFromPipelineByPropertyName)) is true);

    private static IEnumerable<string> Texts(object? list) =>
        ((IEnumerable<CustomAttributeTypedArgument>)list!).Select(argument => (string)argument.Value!);

    private static string? Range(CustomAttributeData attribute) => attribute.ConstructorArguments is [{ Value: { } minimum }, { Value: { } maximum }]
        ? maximum is int.MaxValue ? $"at least {minimum}" : $"{minimum} to {maximum}" : null;

    // The default of a value type often means "not specified", and the page explains that better.
    private static string? Initial(object? value) => value switch
    {
        string { Length: > 0 } text => text,
        int and not (0 or int.MaxValue) => Convert.ToString(value, CultureInfo.InvariantCulture),
        _ => null,
    };
}
